import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import {
  LANES,
  perLane,
  QUEUE_SAMPLE_EVERY_S,
  QUEUE_SAMPLES,
  QUEUE_SAMPLES_KEPT_S,
  type Lane,
  type QueueSample,
} from '#contract'
import { loadScript } from './script.ts'
import { takeTurn } from './turn.ts'

const Count = z.number().int()
const sampleLanes = loadScript('sample-lanes', z.array(z.tuple([Count, Count, Count, z.string()])))

/** BullMQ's keys of a queue that the script counts, in its order. */
const COUNTED = ['wait', 'paused', 'active', 'delayed', 'prioritized'] as const

const NOTHING = { waiting: 0, active: 0, delayed: 0, oldest_wait_ms: 0 }

/** What stands in the lanes now. */
export async function sampleQueues(
  redis: Redis,
  queues: Readonly<Record<Lane, Queue>>,
  now: Date = new Date(),
): Promise<QueueSample> {
  const keys = LANES.flatMap((lane) => COUNTED.map((each) => queues[lane].toKey(each)))
  const counts = await sampleLanes(
    redis,
    keys,
    LANES.map((lane) => queues[lane].toKey('')),
  )
  const lanes = perLane((lane) => {
    const [waiting, active, delayed, since] = counts[LANES.indexOf(lane)] ?? []
    if (waiting === undefined || active === undefined || delayed === undefined) return NOTHING
    const oldest_wait_ms = since === undefined || since === '' ? 0 : Math.max(0, now.getTime() - Number(since))
    return { waiting, active, delayed, oldest_wait_ms }
  })
  return { at: now.toISOString(), lanes }
}

/** Takes a sample if it is this process' turn, and drops those that are older than an hour. */
export async function noteSample(redis: Redis, queues: Readonly<Record<Lane, Queue>>): Promise<void> {
  if (!(await takeTurn(redis, 'queue-sample', QUEUE_SAMPLE_EVERY_S * 1_000))) return
  const now = new Date()
  const sample = await sampleQueues(redis, queues, now)
  await redis
    .multi()
    .zadd(QUEUE_SAMPLES, now.getTime(), JSON.stringify(sample))
    .zremrangebyscore(QUEUE_SAMPLES, '-inf', now.getTime() - QUEUE_SAMPLES_KEPT_S * 1_000)
    .exec()
}
