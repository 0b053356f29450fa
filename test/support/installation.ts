import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { execa } from 'execa'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { taskKey, TaskRecord } from '#contract'
import { ROOT } from '../../scripts/setup/environment.ts'
import { startRedis, type RedisServer } from '../../scripts/setup/redis.ts'
import { startSlipway, type Slipway } from '../../scripts/setup/slipway.ts'
import { Messages } from './messages.ts'
import { portalAt, type Portal } from './portal.ts'
import { required } from './services.ts'
import { clearEngine, instanceLabel, onEngine } from './world.ts'

/** A whole Slipway with a Redis and a data root of its own, on the Docker engine that all tests share. */
export interface Installation extends Portal, AsyncDisposable {
  readonly dataDir: string
  readonly redis: Redis
  readonly redisUrl: string
  readonly docker: Docker
  readonly messages: Messages
  readonly slipway: Slipway
  readonly record: (task: string) => Promise<TaskRecord>
  /** What the ledger holds for an owner, sorted: `<kind> <name>`. */
  readonly ledger: (owner: string) => Promise<string[]>
  /** Everything of this installation on the engine. */
  onEngine(): Promise<string[]>
  /** Runs the sweeper as `npm run sweep -- --json` does. @throws when that ends with another exit code than 0 */
  sweep(): Promise<SweepReport>
  /** Ends Redis with SIGKILL and starts it again on what it had written. */
  restartRedis(): Promise<void>
  /** Ends Redis with SIGKILL. */
  killRedis(): Promise<void>
  /** Resolves when Redis has ended, by itself or not. */
  redisEnds(): Promise<void>
  /** Starts Redis again on what it had written, after it has ended. */
  startRedis(): Promise<void>
}

type Env = Readonly<Record<string, string>>

/** Where an installation is: absolute paths. */
export interface Places {
  readonly dataDir: string
  readonly redisDir: string
}

export interface InstallationOptions {
  readonly orchestrators?: number
  /** Further variables, or what they are once Redis stands. */
  readonly env?: Env | ((redisUrl: string) => Promise<Env>)
  /** @default DOCKER_HOST */
  readonly dockerHost?: string
  /** How Slipway itself reaches the engine. @default the same */
  readonly throughHost?: string
  readonly appImage?: string
  /** Makes the folders of the data root or of Redis before anything is put there, and takes them away when all is over. */
  readonly prepare?: (places: Places) => Promise<AsyncDisposable>
  /** Gets each line that a process logs. @default appended to `<dataDir>/logs/<name>.log` */
  readonly onLine?: (name: string, line: string) => void
}

const SWEEP = join(ROOT, 'orchestrator/src/sweep.ts')

const Leftovers = z.array(z.object({ kind: z.string(), name: z.string() }))
const SweepReport = z.object({
  removed: Leftovers,
  failed: Leftovers,
  missing: Leftovers,
  standing: z.number(),
})
export type SweepReport = z.infer<typeof SweepReport>

/** Starts an installation; disposing takes away all of it, whatever state it is in. */
export async function install(options: InstallationOptions = {}): Promise<Installation> {
  const { orchestrators = 1, dockerHost = required('DOCKER_HOST'), appImage = required('APP_IMAGE') } = options
  const { signal } = new AbortController()
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'slipway-fault-'))
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const [dataDir, redisDir] = [join(folder, 'data'), join(folder, 'redis')]
  if (options.prepare !== undefined) started.use(await options.prepare({ dataDir, redisDir }))

  let server: RedisServer = await startRedis({ dir: redisDir, signal })
  started.defer(() => server[Symbol.asyncDispose]())
  const redisUrl = server.url
  const docker = new Docker({ socketPath: new URL(dockerHost).pathname })
  const instance = async () => (await readFile(join(dataDir, 'instance'), 'utf8')).trim()
  started.defer(async () => {
    if (existsSync(join(dataDir, 'instance'))) await clearEngine(docker, await instance())
  })
  const messages = started.use(await Messages.listen(redisUrl))
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
  redis.on('error', () => undefined) // It is killed on purpose; commands wait until it is back.
  started.defer(() => redis.disconnect())
  const environment = { redisUrl, dockerHost: options.throughHost ?? dockerHost, appImage }
  const given = typeof options.env === 'function' ? await options.env(redisUrl) : options.env
  const env = { LOG_LEVEL: 'debug', ...given }
  const { onLine } = options
  const slipway = started.use(
    await startSlipway({ environment, dataDir, orchestrators, env, signal, ...(onLine && { onLine }) }),
  )

  const redisEnds = () => server.ended.catch(() => undefined)
  const killRedis = (): Promise<void> => {
    process.kill(server.pid, 'SIGKILL')
    return redisEnds()
  }
  const startAgain = async (): Promise<void> => {
    server = await startRedis({ dir: redisDir, port: Number(new URL(redisUrl).port), signal })
  }

  const held = started.move()
  return {
    ...portalAt(slipway.url, slipway.token),
    ...{ dataDir, redis, redisUrl, docker, messages, slipway },
    record: async (task) => TaskRecord.parse(await redis.hgetall(taskKey(task))),
    ledger: async (owner) => (await redis.hkeys(`slipway:ledger:${owner}`)).sort(),
    onEngine: async () => onEngine(docker, instanceLabel(await instance())),
    async sweep() {
      const names = { REDIS_URL: redisUrl, DOCKER_HOST: environment.dockerHost, APP_IMAGE: appImage, DATA_DIR: dataDir }
      const run = execa(process.execPath, [SWEEP, '--json'], { env: { ...names, ...env } })
      return SweepReport.parse(JSON.parse((await run).stdout))
    },
    killRedis,
    redisEnds,
    startRedis: startAgain,
    async restartRedis() {
      await killRedis()
      await startAgain()
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
