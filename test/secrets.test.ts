/**
 * Runs everything with secrets that are known, makes it fail in places, and looks for them wherever anything is written
 * or shown. The name of the workspace is looked for as well: where that is not found, nothing was looked at.
 */
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, mkdtempDisposable, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { madeTeamId } from '#contract'
import { startKeyVault } from './doubles/key-vault/key-vault.ts'
import { watchCommandLines } from './secrets/command-lines.ts'
import { leaks, type Texts } from './secrets/needles.ts'
import { review, TALKATIVE } from './secrets/talkative-agent.ts'
import { dumpRedis, filesBelow, inspectEngine, modeOf } from './secrets/places.ts'
import { startCloud } from './support/cloud.ts'
import { endOf } from './support/ended.ts'
import { install, type Installation, type InstallationOptions } from './support/installation.ts'
import { portalAt } from './support/portal.ts'
import { monitorRedis } from './support/redis-monitor.ts'
import { fresh, sandbox, team, workspace, type Resource, type TaskRequest } from './support/tasks.ts'

type Env = Readonly<Record<string, string>>

const someKey = (): string => randomBytes(32).toString('base64')
const somePem = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const passwordIn = (redisUrl: string): string => decodeURIComponent(new URL(redisUrl).password)

const Secret = z.object({ client_secret: z.string().min(16) })

/** Everything that one life of a workspace and a sandbox leaves anywhere, and the secrets that were in play. */
interface Traces {
  readonly texts: Texts
  readonly secrets: Texts
  readonly slug: string
  readonly environments: string
  readonly dataDir: string
}

/** What is made to fail while the sandbox is provisioned. */
type Trouble = () => void

/**
 * @param token of portal-api, where it is not in the data root
 * @param look gets the traces while the installation still stands
 */
async function live(
  env: NonNullable<InstallationOptions['env']>,
  known: Texts,
  { token, trouble }: { readonly token?: string; readonly trouble?: Trouble },
  look: (traces: Traces) => Promise<void> | void,
): Promise<void> {
  await using commands = await watchCommandLines()
  let url = ''
  await using installation = await install({
    env: async (redisUrl) => {
      url = redisUrl
      const given = typeof env === 'function' ? await env(redisUrl) : env
      return { LOG_LEVEL: 'trace', PATH: commands.path, ...given }
    },
  })
  using monitor = await monitorRedis(url)
  const { slipway, messages, docker, redis, dataDir } = installation
  const bearer = token ?? slipway.token
  const portal = portalAt(slipway.url, bearer)
  const told: string[] = []
  const get = async (path: string, authorization = `Bearer ${bearer}`): Promise<unknown> => {
    const response = await fetch(`${slipway.url}${path}`, { headers: { authorization } })
    const text = await response.text()
    if (!path.endsWith('/client-secret')) told.push(text)
    return JSON.parse(text)
  }
  const run = async (request: TaskRequest, status: string): Promise<string> => {
    told.push(JSON.stringify(await portal.plan(request).catch(String)))
    const id = await portal.enqueue(request)
    const record = await endOf(installation, id)
    assert.equal(record.status, status, `${request.type}: ${record.error ?? ''}`)
    await get(`/api/tasks/${id}`)
    return id
  }

  const { slug } = fresh('secret')
  const own = { id: slug, slug }
  const inner = fresh('s')
  await run(
    { type: 'workspace.provision', payload: { ...workspace.provision(fresh('bad')).payload, ...ABSENT } },
    'failed',
  )
  await run(workspace.provision(own), 'completed')
  await run(sandbox.provision(own, fresh('none'), 'no-such-branch'), 'failed')
  trouble?.()
  const made = await run(sandbox.provision(own, inner), 'completed')
  const { client_secret } = Secret.parse(await get(`/api/workspaces/${own.id}/client-secret`))
  const webhookSecret = z.string().parse(messages.statusesOf(made)[0]?.metadata['agent_webhook_secret'])

  const reviewed = await run(review(own, inner), known['ANTHROPIC_API_KEY'] === undefined ? 'failed' : 'completed')
  await get(`/api/agents/${reviewed}`)

  await get('/api/resources')
  await get(`/api/resources?${slug}`)
  await get('/api/resources', `Bearer ${slug}`)
  const standing = {
    'docker inspect': await inspectEngine(docker, (await readFile(join(dataDir, 'instance'), 'utf8')).trim()),
    'Redis while all stands': await dumpRedis(redis),
    ...prefixed('files while all stands: ', await filesBelow(dataDir)),
  }
  const passedSoFar = await monitor.passed()
  await lockOut(installation, passwordIn(url))
  while (!(await fetch(`${slipway.url}/ready`)).ok) await setTimeout(50)
  using again = await monitorRedis(url)
  await run(sandbox.delete(own, inner), 'completed')
  await run(workspace.delete(own), 'completed')
  await run(team.delete(teamOf(own)), 'completed')
  const { commands: commandLines, environments } = await commands.seen()
  const passed = `${passedSoFar}${await again.passed()}`
  const files = await filesBelow(dataDir)
  const texts = {
    ...standing,
    ...prefixed('files at the end: ', files),
    'Redis at the end': await dumpRedis(redis),
    'what passed through Redis': withoutPublished(passed, webhookSecret),
    'messages to users': JSON.stringify(messages.all()),
    'command lines': commandLines,
    'HTTP answers': told.join('\n'),
  }
  const secrets = {
    ...known,
    'password of Redis': passwordIn(url),
    'client secret of the application': client_secret,
    'webhook secret': webhookSecret,
  }
  await look({ texts, secrets, slug, environments, dataDir })
}

/** Has Redis refuse every process for a while: errors of its client carry what was sent, here the password. */
async function lockOut({ redis, dataDir }: Installation, password: string): Promise<void> {
  await redis.config('SET', 'requirepass', 'another')
  await redis.call('CLIENT', 'KILL', 'TYPE', 'normal')
  for (const log of LOGS)
    while (!(await readFile(join(dataDir, log), 'utf8')).includes('WRONGPASS')) await setTimeout(50)
  await redis.config('SET', 'requirepass', password)
}

const LOGS = ['logs/orchestrator-1.log', 'logs/portal-api.log']
const ABSENT = { template_repo: 'slipway/absent' }

/** The team that was made with a workspace. */
const teamOf = ({ id, slug }: Resource): Resource => ({ id: madeTeamId(id), slug })

const prefixed = (prefix: string, texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${prefix}${name}`, text]))

/** The contract has the webhook secret published once, on one channel: there it may stand. */
const withoutPublished = (passed: string, webhookSecret: string): string => {
  const lines = passed.split('\n')
  assert.ok(lines.some((line) => /"publish" "sandbox:status"/i.test(line) && line.includes(webhookSecret)))
  return lines.map((line) => (line.includes('sandbox:status') ? line.replaceAll(webhookSecret, '') : line)).join('\n')
}

/** Each place was looked at: what everybody may know is found in it. Of many files it is in some. */
function assertLooked({ texts, slug }: Traces): void {
  const found = leaks({ slug }, texts)
  const places = Object.keys(texts).filter((name) => !name.startsWith('files '))
  assert.deepEqual(
    places.filter((name) => !found.includes(`slug in ${name}`)),
    [],
  )
  for (const log of LOGS) assert.match(texts[`files at the end: ${log}`] ?? '', /"err":\{"type":.*WRONGPASS/)
  assert.ok(
    found.some((name) => name.endsWith('checkout/.git/config')),
    found.join('\n'),
  )
}

describe('no secret is shown or written anywhere', { timeout: 170_000, concurrency: true }, () => {
  it('with services in the cloud, each secret in a file or in Key Vault', async () => {
    await using started = new AsyncDisposableStack()
    const hmacKey = randomBytes(32).toString('base64url')
    const cloud = started.use(
      await startCloud({ certificates: { externalAccounts: { slipway: hmacKey }, nonceReject: 0 } }),
    )
    const vault = started.use(await startKeyVault(cloud.entra))
    const folder = await mkdtemp(join(tmpdir(), 'slipway-secrets-'))
    started.defer(() => rm(folder, { recursive: true }))
    const { GITHUB_TOKEN = '', AZURE_CLIENT_ID = '', AZURE_CLIENT_SECRET = '', ...services } = cloud.env
    vault.allow(AZURE_CLIENT_ID)
    const inVault = { SLIPWAY_SECRET_KEY: someKey(), PORTAL_TOKEN: someKey(), GITHUB_TOKEN }
    for (const [name, value] of Object.entries(inVault)) vault.secrets.set(name.replaceAll('_', '-'), value)
    const inFiles = { AZURE_CLIENT_SECRET, ACME_EAB_HMAC_KEY: hmacKey }
    const references = Object.keys(inVault).map((name) => [name, `keyvault:${name.replaceAll('_', '-')}`] as const)
    const env = async (redisUrl: string): Promise<Env> => {
      const files = Object.entries({ ...inFiles, REDIS_URL: redisUrl }).map(async ([name, value]) => {
        await writeFile(join(folder, name), `${value}\n`)
        return [`${name}_FILE`, join(folder, name)] as const
      })
      return {
        ...services,
        ...Object.fromEntries([...references, ...(await Promise.all(files))]),
        ...{ AZURE_CLIENT_ID, ACME_EAB_KEY_ID: 'slipway', AZURE_KEY_VAULT_URL: vault.vaultUrl, REDIS_URL: '' },
        ...{ HTTPS_PROXY: vault.proxyUrl, NO_PROXY: '127.0.0.1,localhost' },
      }
    }
    const trouble = (): void => {
      cloud.entra.inject({ operation: 'application_UpdateApplication', kind: 'status-500' })
      cloud.github.inject({ operation: 'git/create-ref', kind: 'reset' })
    }
    const { PORTAL_TOKEN: token } = inVault
    await live(env, { ...inVault, ...inFiles }, { token, trouble }, (traces) => {
      assertLooked(traces)
      assert.deepEqual(leaks(traces.secrets, traces.texts), [])
    })
  })

  it('with embedded services, each secret as it is, or made at the first start', async () => {
    const plain = {
      ...{ GITHUB_TOKEN: `ghp_${randomBytes(18).toString('hex')}`, GITHUB_APP_PRIVATE_KEY: somePem() },
      ...{ AZURE_CLIENT_SECRET: someKey(), ACME_EAB_HMAC_KEY: randomBytes(32).toString('base64url') },
      ...{ AZURE_CLIENT_CERTIFICATE: somePem(), SSH_PRIVATE_KEY: somePem() },
      ...{ ANTHROPIC_API_KEY: `sk-ant-${someKey()}`, OPENAI_API_KEY: `sk-${someKey()}` },
    }
    await using folder = await mkdtempDisposable(join(tmpdir(), 'slipway-talkative-'))
    const claude = join(folder.path, 'claude')
    await writeFile(claude, TALKATIVE, { mode: 0o755 })
    const agents = { AGENTS: 'local', SSH_CLAUDE_PATH: claude, HOME: folder.path }
    await live({ ...plain, ...agents }, plain, {}, async (traces) => {
      const { texts, secrets, environments, dataDir } = traces
      assertLooked(traces)
      const made: Record<string, string> = {}
      for (const file of ['secret.key', 'portal-token']) {
        assert.equal(await modeOf(join(dataDir, file)), 0o600)
        made[file] = (await readFile(join(dataDir, file), 'utf8')).trim()
      }
      assert.deepEqual(
        leaks({ ...secrets, ...made }, texts).sort(),
        Object.keys(made)
          .flatMap((file) => ['at the end', 'while all stands'].map((when) => `${file} in files ${when}: ${file}`))
          .sort(),
      )
      assert.match(environments, /^PATH=/m)
      assert.deepEqual(leaks(secrets, { environments }), [])
    })
  })
})
