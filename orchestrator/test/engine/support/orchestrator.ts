import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { EVENT_STREAM, jobOptions, LANE_QUEUES, perLane, type Lane } from '#contract'
import { loadConfig } from '../../../src/config.ts'
import { startOrchestrator } from '../../../src/orchestrator.ts'
import type { TaskDefinition } from '../../../src/saga/define-task.ts'
import type { TaskEnv } from '../../../src/steps/task-env.ts'
import { REGISTRY } from '../../../src/tasks/registry.ts'
import type { Told } from './engine.ts'
import { emptyDatabase, type TestFile } from './redis.ts'
import { buildTask, razeTask } from './tasks.ts'

export interface Envelope {
  readonly id: string
  readonly type: string
  readonly payload: unknown
  readonly user_id: string
  readonly created_at: string
}

/** A task of the tests' own, on a team of its own unless another's payload is given. */
export const taskOf = (type: string, payload?: unknown): Envelope => {
  const id = randomUUID()
  return {
    ...{ id, type, user_id: `u-${id}`, created_at: new Date().toISOString() },
    payload: payload ?? { team_id: `t-${id}`, team_slug: `t-${id}` },
  }
}

/** The queues of a database, whether or not an orchestrator serves them. */
export interface Site extends AsyncDisposable {
  readonly redis: Redis
  readonly queues: Readonly<Record<Lane, Queue>>
  /**
   * Enqueues a task as portal-api does, and waits for Redis' next millisecond: across lanes, the order of what is added
   * in one and the same is not known to anyone.
   */
  add(lane: Lane, task: Envelope): Promise<void>
  /** Every message so far that is about one of these tasks, in order. */
  told(...tasks: readonly Pick<Envelope, 'id'>[]): Promise<(Told & { readonly id: string })[]>
  /** Resolves when a message that satisfies the condition has been told, this moment or before. */
  heard(condition: (told: Told & { readonly id: string }) => boolean): Promise<void>
  /** Resolves when these tasks have ended. */
  ended(...tasks: readonly Pick<Envelope, 'id'>[]): Promise<void>
  /** Starts an orchestrator; it is stopped with the site. @param env further variables */
  start(
    definitions?: Readonly<Record<string, TaskDefinition<TaskEnv>>>,
    env?: Readonly<Record<string, string>>,
  ): Promise<void>
}

const FINAL = /^\{"type":"task\.(?:completed|failed|cancelled)"/

/** An empty database (of a test file, or a Redis of its own), on which orchestrators with the tests' own tasks can be started. */
export async function openSite(on: TestFile | { readonly redisUrl: string }): Promise<Site> {
  const url = typeof on === 'string' ? await emptyDatabase(on) : on.redisUrl
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-engine-'))
  const redis = new Redis(url, { maxRetriesPerRequest: null })
  const queueOf = (lane: Lane): Queue =>
    new Queue(LANE_QUEUES[lane].name, { connection: redis, prefix: LANE_QUEUES[lane].prefix })
  const queues = perLane(queueOf)
  const held = new AsyncDisposableStack()
  held.defer(() => rm(dataDir, { recursive: true }))
  held.defer(() => redis.disconnect())

  const milliseconds = async (): Promise<number> => {
    const [seconds, micros] = await redis.time()
    return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000)
  }
  const read = (entries: readonly (readonly [string, readonly string[]])[]) =>
    entries.map(([, [, channel = '', , id = '', , data = '']]) => ({ channel, id, data }))

  const site: Site = {
    ...{ redis, queues },
    async add(lane, task) {
      await queues[lane].add(task.type, task, jobOptions(task.id))
      const added = await milliseconds()
      while ((await milliseconds()) === added);
    },
    async told(...tasks) {
      const all = read(await redis.xrange(EVENT_STREAM, '-', '+'))
      return all.filter((message) => tasks.some(({ id }) => id === message.id))
    },
    async heard(condition) {
      const blocking = new Redis(url)
      try {
        for (let seen = '0'; ;) {
          const [stream] = (await blocking.xread('BLOCK', 0, 'STREAMS', EVENT_STREAM, seen)) ?? []
          const entries = stream?.[1] ?? []
          if (read(entries).some(condition)) return
          seen = entries.at(-1)?.[0] ?? seen
        }
      } finally {
        blocking.disconnect()
      }
    },
    async ended(...tasks) {
      await Promise.all(tasks.map((task) => site.heard(({ id, data }) => id === task.id && FINAL.test(data))))
    },
    async start(definitions = {}, env = {}) {
      const config = loadConfig({
        ...{ REDIS_URL: url, DATA_DIR: dataDir, APP_IMAGE: 'none', DOCKER_HOST: 'unix:///nonexistent' },
        ...env,
      })
      const registry = { ...REGISTRY, 'test.build': buildTask(), 'test.raze': razeTask(), ...definitions }
      held.defer(await startOrchestrator(config, registry, pino({ level: 'silent' })))
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
  return site
}

/** Ids of the tasks that have ended, in that order. */
export const endsOf = (told: readonly { readonly id: string; readonly data: string }[]): string[] =>
  told.flatMap(({ id, data }) => (FINAL.test(data) ? [id] : []))
