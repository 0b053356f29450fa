import type { Redis } from 'ioredis'
import { z } from 'zod'
import { Failure, LANE_QUEUES, LANES, type Lane } from '#contract'

/** What stands in a lane right now. */
export interface LaneDepth {
  readonly lane: Lane
  readonly waiting: number
  readonly active: number
  /** Set aside: to be tried again, or until another task has ended. */
  readonly delayed: number
  /** Jobs of ended tasks that are still kept. */
  readonly completed: number
  readonly failed: number
  /** Seconds that the task which is next has been waiting; 0 where none waits. */
  readonly oldestWaitS: number
}

const Counts = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number(), z.string().nullable()])

/** BullMQ's own keys of a lane: `queue:provisioning:high:wait`. */
const keyOf = (lane: Lane, part: string): string => `${LANE_QUEUES[lane].prefix}:${LANE_QUEUES[lane].name}:${part}`

/** Counts all lanes in two exchanges with Redis, whatever stands in them. */
export async function readLanes(redis: Redis, now: Date = new Date()): Promise<LaneDepth[]> {
  return Promise.all(LANES.map((lane) => readLane(redis, lane, now)))
}

async function readLane(redis: Redis, lane: Lane, now: Date): Promise<LaneDepth> {
  const answers = await redis
    .pipeline()
    .llen(keyOf(lane, 'wait'))
    .llen(keyOf(lane, 'paused'))
    .llen(keyOf(lane, 'active'))
    .zcard(keyOf(lane, 'delayed'))
    .zcard(keyOf(lane, 'completed'))
    .zcard(keyOf(lane, 'failed'))
    .lindex(keyOf(lane, 'wait'), -1)
    .exec()
  const values = (answers ?? []).map(([error, value]) => {
    if (error !== null) throw new Failure('REDIS_UNAVAILABLE', 'Redis did not count a lane.', { cause: error })
    return value
  })
  const [wait, paused, active, delayed, completed, failed, next] = Counts.parse(values)
  const since = next === null ? null : await redis.hget(keyOf(lane, next), 'timestamp')
  const oldestWaitS = since === null ? 0 : Math.max(0, now.getTime() - Number(since)) / 1_000
  return { lane, waiting: wait + paused, active, delayed, completed, failed, oldestWaitS }
}
