/** Wrong set-ups that are seen at the start, by real processes: each is named with its remedy, asked for once, and leaves nothing. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { execa } from 'execa'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { FAILURES, type FailureCode } from '#contract'
import { ROOT } from '../../scripts/setup/environment.ts'
import { freePort } from '../../scripts/setup/free-port.ts'
import { startRedis } from '../../scripts/setup/redis.ts'
import { startService } from '../../scripts/setup/service.ts'
import { startKeyVault, type KeyVaultDouble } from '../doubles/key-vault/key-vault.ts'
import { testAuthority } from '../doubles/kit/tls.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { required } from '../support/services.ts'

type Env = Readonly<Record<string, string>>

/** A web server that is no certificate authority. */
async function startWebsite(): Promise<{ url: string; requests: () => number } & Disposable> {
  let requests = 0
  const server = createServer((await testAuthority()).identity, (_, response) => {
    requests += 1
    response.setHeader('content-type', 'text/html').end('<h1>It works!</h1>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    url: `https://127.0.0.1:${address.port}/`,
    requests: () => requests,
    [Symbol.dispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const Told = z.object({ findings: z.array(z.looseObject({ state: z.string(), code: z.string().optional() })) })

describe('A set-up that is wrong', { concurrency: 2, timeout: 120_000 }, () => {
  const held = new AsyncDisposableStack()
  let folder: string
  let cloud: Cloud
  let vault: KeyVaultDouble
  let website: Awaited<ReturnType<typeof startWebsite>>
  let services: Env
  let redis: Redis

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-bad-'))
    held.defer(() => rm(folder, { recursive: true }))
    const server = held.use(await startRedis({ dir: join(folder, 'redis'), signal: new AbortController().signal }))
    redis = new Redis(server.url)
    held.defer(() => redis.disconnect())
    cloud = held.use(await startCloud())
    vault = held.use(await startKeyVault(cloud.entra))
    website = held.use(await startWebsite())
    services = { REDIS_URL: server.url, DOCKER_HOST: required('DOCKER_HOST'), APP_IMAGE: required('APP_IMAGE') }
  })
  after(() => held.disposeAsync())

  /** Runs one of the orchestrator's programs to its end, which is a failure, on a data root of its own. */
  async function run(program: string, env: Env, ...args: readonly string[]) {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    const { PATH = '' } = process.env
    const { stdout, stderr, exitCode } = await execa(process.execPath, [join(ROOT, program), ...args], {
      ...{ cwd: folder, reject: false, extendEnv: false, timeout: 60_000 },
      env: { PATH, TEMPLATES_DIR: join(ROOT, 'templates'), DATA_DIR: dataDir, ...services, ...cloud.env, ...env },
    })
    assert.equal(exitCode, 1, stderr)
    return { stdout, stderr, left: await readdir(dataDir) }
  }

  /** Nothing was made anywhere. */
  async function assertNothingMade(left: readonly string[]): Promise<void> {
    assert.deepEqual(
      left.filter((name) => !['instance', 'secret.key', 'identity', 'certificates'].includes(name)),
      [],
    )
    assert.equal(await redis.dbsize(), 0)
    const { directory } = cloud.entra.tenant
    assert.deepEqual([directory.applications, directory.servicePrincipals, directory.deletedApplications], [[], [], []])
    assert.deepEqual(
      cloud.github.repositories().map(({ fullName }) => fullName),
      ['slipway/sample'],
    )
    assert.equal(cloud.pebble.issued(), 0)
  }

  /** An orchestrator refuses to start, says all of these with their remedies, and what else it is to say. */
  async function assertRefused(env: Env, codes: readonly FailureCode[], ...says: readonly RegExp[]): Promise<string> {
    const { stderr, left } = await run('orchestrator/src/main.ts', env)
    const told = [...stderr.matchAll(/\(([A-Z]+(?:_[A-Z]+)+)\)$/gm)].map(([, code]) => code)
    assert.deepEqual(told.sort(), [...codes].sort(), stderr)
    for (const code of codes) assert.ok(stderr.includes(FAILURES[code].remedy), stderr)
    for (const said of says) assert.match(stderr, said)
    assert.doesNotMatch(stderr, /^\s+at /m)
    await assertNothingMade(left)
    return stderr
  }

  /** Requests that were refused for what they were signed with. */
  const unauthorized = () => ({
    github: cloud.github.calls.filter(({ status }) => status === 401).length,
    entra: cloud.entra.calls.filter(({ operation, status }) => operation === 'token' && status === 401).length,
  })

  describe('is refused at the start, all of it at once', { concurrency: 1 }, () => {
    const wrong = () => ({
      GITHUB_TOKEN: 'ghp_wrong',
      AZURE_CLIENT_SECRET: 'wrong-secret',
      ACME_DIRECTORY: website.url,
    })
    const codes = ['FORGE_UNAUTHORIZED', 'IDENTITY_UNAUTHORIZED', 'ACME_DIRECTORY_INVALID'] as const

    it('a wrong token, a wrong client secret, a directory that is none', async () => {
      const [earlier, pages] = [unauthorized(), website.requests()]
      const said = await assertRefused(wrong(), codes, /no ACME directory/)
      assert.doesNotMatch(said, /ghp_wrong|wrong-secret/)
      assert.deepEqual(unauthorized(), { github: earlier.github + 1, entra: earlier.entra + 1 })
      assert.equal(website.requests() - pages, 1)
    })

    it('which doctor tells as well', async () => {
      const { stdout, left } = await run('orchestrator/src/doctor.ts', wrong(), '--json')
      const { findings } = Told.parse(JSON.parse(stdout))
      const failed = findings.flatMap(({ state, code }) => (state === 'failed' && code !== undefined ? [code] : []))
      assert.deepEqual(failed.sort(), [...codes].sort())
      assert.deepEqual(left, [])
    })

    it('missing permissions, a profile that is not offered', async () => {
      const weak = cloud.github.addToken({ login: 'slipway-bot', scopes: ['repo'] })
      const { clientId, clientSecret } = cloud.entra.tenant.addClient({ roles: [] })
      const env = {
        GITHUB_TOKEN: weak,
        AZURE_CLIENT_ID: clientId,
        AZURE_CLIENT_SECRET: clientSecret,
        ACME_PROFILE: 'no-such-profile',
      }
      const codes = ['FORGE_FORBIDDEN', 'IDENTITY_FORBIDDEN', 'CERTIFICATE_REFUSED'] as const
      await assertRefused(env, codes, /delete_repo/, /Application\.ReadWrite\.OwnedBy/, /no-such-profile/)
    })

    it('an organisation that is not there', async () => {
      await assertRefused({ FORGE_ORGANISATION: 'nobody-here' }, ['FORGE_OWNER_NOT_FOUND'], /nobody-here/)
    })
  })

  describe('is refused before anything is opened', { concurrency: 1 }, () => {
    const throughVault = () => ({
      GITHUB_TOKEN: 'keyvault:github-token',
      AZURE_KEY_VAULT_URL: vault.vaultUrl,
      HTTPS_PROXY: vault.proxyUrl,
      NO_PROXY: '127.0.0.1',
    })
    const statuses = (from: number) => vault.server.calls.slice(from).map(({ status }) => status)

    it('a secret that the vault does not have', async () => {
      vault.allow(cloud.env['AZURE_CLIENT_ID'] ?? '')
      const from = vault.server.calls.length
      await assertRefused(throughVault(), ['SETTING_UNREADABLE'], /GITHUB_TOKEN/, /no secret "github-token"/)
      assert.deepEqual(statuses(from), [401, 404])
    })

    it('a secret that the client may not read', async () => {
      const { clientId, clientSecret } = cloud.entra.tenant.addClient()
      const env = { ...throughVault(), AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret }
      await assertRefused(env, ['SETTING_UNREADABLE'], /GITHUB_TOKEN/, /may not read the secret "github-token"/)
    })
  })

  it('is no reason not to start where a service is only away: it is logged with its remedy', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    const lines: string[] = []
    const orchestrator = await startService({
      name: 'orchestrator',
      main: join(ROOT, 'orchestrator/src/main.ts'),
      env: {
        ...{ ...services, ...cloud.env, DATA_DIR: dataDir },
        REDIS_URL: `${services['REDIS_URL']}/1`, // Where it may leave what it likes.
        GITHUB_API_URL: `http://127.0.0.1:${await freePort()}`,
      },
      upWhen: 'ready',
      onLine: (line) => lines.push(line),
      signal: new AbortController().signal,
    })
    await orchestrator[Symbol.asyncDispose]()
    const told = lines.filter((line) => line.includes('not as it should be'))
    assert.equal(told.length, 1)
    assert.match(told.join(), /FORGE_FAILED/)
    assert.ok(told.join().includes(FAILURES.FORGE_FAILED.remedy))
  })
})
