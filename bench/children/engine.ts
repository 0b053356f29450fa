import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { jobOptions, QUEUE_PREFIX, type Lane } from '#contract'
import { loadConfig } from '../../orchestrator/src/config.ts'
import { keepFootprintSmall } from '../../orchestrator/src/footprint.ts'
import { startOrchestrator, type Registry } from '../../orchestrator/src/orchestrator.ts'
import { emptyEnvelope } from '../empty-task.ts'

// What the benchmarks of the engine share. Each runs in a process of its own, on a Redis that only it uses.

/** A connection to the Redis of this run. */
export const redisOf = (): Redis => new Redis(process.env['REDIS_URL'] ?? '', { maxRetriesPerRequest: null })

/** The same, emptied. */
export async function emptyRedis(): Promise<Redis> {
  const redis = redisOf()
  await redis.flushdb()
  return redis
}

export const queueOf = (redis: Redis, lane: Lane): Queue => new Queue(lane, { connection: redis, prefix: QUEUE_PREFIX })

/** Enqueues empty tasks with the ids `<prefix>-0`, `<prefix>-1`, … */
export async function enqueueMany(queue: Queue, lane: Lane, count: number, prefix: string = lane): Promise<void> {
  const PAGE = 500
  for (let start = 0; start < count; start += PAGE) {
    const size = Math.min(PAGE, count - start)
    await queue.addBulk(Array.from({ length: size }, (_, index) => jobOf(lane, `${prefix}-${start + index}`)))
  }
}

export const enqueue = (queue: Queue, lane: Lane, id: string): Promise<unknown> => {
  const { name, data, opts } = jobOf(lane, id)
  return queue.add(name, data, opts)
}

const jobOf = (lane: Lane, id: string) => ({
  name: `bench.${lane}`,
  data: emptyEnvelope(lane, id),
  opts: jobOptions(id),
})

/** The real orchestrator with other tasks. @param slots of each lane */
export async function orchestrate(definitions: Registry, slots: { high: number; normal: number }): Promise<void> {
  keepFootprintSmall()
  const config = { ...loadConfig(), HIGH_CONCURRENCY: slots.high, NORMAL_CONCURRENCY: slots.normal }
  await startOrchestrator(config, definitions, pino({ level: 'error' }))
}

/** Tells the result to the process that started this one, and ends. */
export function report(result: Readonly<Record<string, number>>): never {
  process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exit(0)
}
