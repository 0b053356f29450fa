import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import Docker from 'dockerode'
import { execa } from 'execa'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { freePort } from '../../scripts/setup/free-port.ts'
import { connectEngine } from '../src/drivers/stacks/engine.ts'
import { checkSharedPath } from '../src/drivers/stacks/checks/shared-path.ts'
import { startRedis, type RedisServer } from '../../scripts/setup/redis.ts'

const required = (name: string): string =>
  process.env[name] ?? assert.fail(`${name} is not set: run this with "npm test"`)
const engine = required('DOCKER_HOST')
const image = required('APP_IMAGE')
const docker = new Docker({ socketPath: new URL(engine).pathname })

const DOCTOR = join(import.meta.dirname, '../src/doctor.ts')
const { signal } = new AbortController()

const Told = z.object({
  ok: z.boolean(),
  findings: z.array(
    z.object({
      state: z.enum(['ok', 'unknown', 'warning', 'failed']),
      name: z.string(),
      detail: z.string().optional(),
      code: z.string().optional(),
      message: z.string().optional(),
      remedy: z.string().optional(),
    }),
  ),
})

describe('npm run doctor', { concurrency: true, timeout: 60_000 }, () => {
  let folder: string
  let server: RedisServer
  let unfit: RedisServer

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-doctor-'))
    server = await startRedis({ dir: join(folder, 'redis'), signal })
    unfit = await startRedis({ dir: join(folder, 'unfit'), signal })
    const redis = new Redis(unfit.url)
    await redis.config('SET', 'appendfsync', 'everysec')
    await redis.config('SET', 'maxmemory', '1200000')
    redis.disconnect()
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await unfit[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  /** Runs it to its end, with what it told by name. */
  async function examine(env: Readonly<Record<string, string>>, cwd = folder) {
    const { PATH = '' } = process.env
    const services = { REDIS_URL: server.url, DOCKER_HOST: engine, APP_IMAGE: image }
    const run = execa(process.execPath, [DOCTOR, '--json'], {
      ...{ cwd, reject: false, extendEnv: false },
      env: { PATH, TEMPLATES_DIR: join(import.meta.dirname, '../../templates'), ...services, ...env },
    })
    const { stdout, stderr, exitCode } = await run
    assert.equal(stderr, '')
    const told = Told.parse(JSON.parse(stdout))
    assert.equal(exitCode, told.ok ? 0 : 1)
    for (const { state, name, code, message, remedy, detail } of told.findings) {
      if (state === 'ok' || state === 'unknown') assert.ok(detail, name)
      else assert.ok(code && message && remedy, name)
    }
    return {
      ...told,
      of: (name: string) => told.findings.find((finding) => finding.name === name) ?? assert.fail(`nothing of ${name}`),
    }
  }

  const probes = async () =>
    (await docker.listContainers({ all: true, filters: { label: ['slipway.doctor'] } })).filter(({ Labels }) =>
      Labels['slipway.doctor']?.startsWith(folder),
    )

  it('finds nothing wrong where nothing is, and leaves nothing behind', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    await writeFile(join(dataDir, 'instance'), '7d1f8a0e-2f5e-4a51-9a0e-3f2b1c0d9e8f')
    await writeFile(join(dataDir, 'secret.key'), Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 })
    const { ok, findings, of } = await examine({ DATA_DIR: dataDir })
    assert.deepEqual(
      findings.filter(({ state }) => state === 'failed'),
      [],
    )
    assert.ok(ok)
    for (const name of ['environment', 'Redis', 'Redis keeps tasks', 'Docker API', 'Docker Compose', `image ${image}`])
      assert.equal(of(name).state, 'ok', name)
    assert.equal(of('data root on the Docker host').state, 'ok')
    assert.deepEqual((await readdir(dataDir)).sort(), ['instance', 'secret.key'])
    assert.deepEqual(await probes(), [])
  })

  it('makes nothing in a data root on which nothing was started yet', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    const { ok, of } = await examine({ DATA_DIR: dataDir })
    assert.ok(ok)
    assert.equal(of('data root on the Docker host').state, 'unknown')
    assert.deepEqual(await readdir(dataDir), [])
  })

  it('works with Redis and Docker down, and tells of each once', async () => {
    const env = {
      REDIS_URL: `redis://:sesame@127.0.0.1:${await freePort()}`,
      DOCKER_HOST: `unix://${join(folder, 'no.sock')}`,
      DATA_DIR: await mkdtemp(join(folder, 'data-')),
    }
    const { findings, of } = await examine(env)
    assert.equal(of('Redis').code, 'REDIS_UNAVAILABLE')
    assert.match(of('Redis').message ?? '', /ECONNREFUSED/)
    const locked = await examine({ ...env, REDIS_URL: server.url.replace(/:[^:@]+@/, ':sesame@') })
    assert.match(locked.of('Redis').message ?? '', /WRONGPASS/)
    assert.doesNotMatch(JSON.stringify(locked.findings), /sesame/)
    assert.equal(of('Docker engine').code, 'DOCKER_UNAVAILABLE')
    assert.deepEqual(
      findings.flatMap(({ state, name }) => (state === 'failed' ? [name] : [])),
      ['Redis', 'Docker engine'],
    )
    for (const name of ['images', 'address pool', 'data root on the Docker host'])
      assert.equal(of(name).state, 'unknown')
    assert.equal(of('template of a team').state, 'ok')
    assert.doesNotMatch(JSON.stringify(findings), /sesame/)
  })

  it('names every wrong variable', async () => {
    const { ok, findings } = await examine({ REDIS_URL: 'nonsense', DOMAIN: 'Not A Domain', FORGE: 'sourceforge' })
    assert.ok(!ok)
    const [environment, ...others] = findings
    assert.deepEqual(others, [])
    assert.ok(environment?.code === 'CONFIG_INVALID')
    for (const name of ['REDIS_URL', 'DOMAIN', 'FORGE']) assert.match(environment.message ?? '', new RegExp(name))
  })

  it('says of a Redis that would lose or refuse tasks how to set it right', async () => {
    const DATA_DIR = await mkdtemp(join(folder, 'data-'))
    const [strict, lenient] = await Promise.all([
      examine({ REDIS_URL: unfit.url, DATA_DIR }),
      examine({ REDIS_URL: unfit.url, DATA_DIR, REDIS_ALLOW_VOLATILE: 'true' }),
    ])
    assert.equal(strict.of('Redis keeps tasks').state, 'failed')
    assert.match(strict.of('Redis keeps tasks').message ?? '', /CONFIG SET appendfsync always/)
    assert.equal(strict.of('memory of Redis').code, 'REDIS_UNFIT')
    assert.equal(lenient.of('Redis keeps tasks').state, 'warning')
    assert.ok(lenient.ok)
  })

  it('notices a data root that is another folder on the Docker host, a missing image and a missing network', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    await writeFile(join(dataDir, 'instance'), '7d1f8a0e-2f5e-4a51-9a0e-3f2b1c0d9e8f')
    const edge = 'slipway-doctor-no-such-network'
    // The path names the folder that a process works in: to the engine another one than to doctor.
    const elsewhere = await examine({ DATA_DIR: '/proc/self/cwd', EDGE_NETWORK: edge }, dataDir)
    assert.equal(elsewhere.of('data root on the Docker host').code, 'DATA_DIR_UNUSABLE')
    assert.equal(elsewhere.of('edge network').code, 'EDGE_NETWORK_MISSING')
    const absent = await examine({ DATA_DIR: dataDir, APP_IMAGE: 'slipway-doctor/absent:1' })
    assert.equal(absent.of('image slipway-doctor/absent:1').code, 'STACK_IMAGE_MISSING')
    assert.equal(absent.of('data root on the Docker host').state, 'unknown')
    const labelled = await docker.listContainers({ all: true, filters: { label: ['slipway.doctor=/proc/self/cwd'] } })
    assert.deepEqual(labelled, [])
  })

  it('clears away the container of a doctor that was killed long enough ago', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    const instance = '7d1f8a0e-2f5e-4a51-9a0e-3f2b1c0d9e8f'
    await writeFile(join(dataDir, 'instance'), instance)
    const label = { 'slipway.doctor': dataDir }
    const { id } = await docker.createContainer({ Image: image, Cmd: ['never-run'], Labels: label })
    const left = async () => (await probes()).filter(({ Id }) => Id === id).length
    const look = (abandonedAfterS?: number) =>
      checkSharedPath(
        connectEngine(engine),
        { dataDir, instance, image, ...(abandonedAfterS === undefined ? {} : { abandonedAfterS }) },
        signal,
      )
    assert.equal((await look())[0]?.state, 'ok')
    assert.equal(await left(), 1)
    assert.equal((await look(-60))[0]?.state, 'ok')
    assert.equal(await left(), 0)
  })
})
