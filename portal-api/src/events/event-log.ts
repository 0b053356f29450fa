import type { Redis } from 'ioredis'
import { EVENT_STREAM } from '#contract'
import { onRedis } from '../redis.ts'
import { decodeEntry, type StreamEvent } from './stream-event.ts'
import { BEGINNING, type StreamId } from './stream-id.ts'

/** Entries that are read from the stream at once. */
export const PAGE = 500

/** Everything that the stream still tells of one task. */
export interface TaskHistory {
  /** In the order in which they happened. */
  readonly events: readonly StreamEvent[]
  /** False when the stream reaches back less far than the task. */
  readonly complete: boolean
  /** From where and up to where the stream was read. */
  readonly from: StreamId
  readonly until: StreamId
}

/** The newest entry's id, or BEGINNING. */
export const latestId = async (redis: Redis): Promise<StreamId> => {
  const [newest] = await redis.xrevrange(EVENT_STREAM, '+', '-', 'COUNT', 1)
  return newest?.[0] ?? BEGINNING
}

/** A page of the stream from `from` on. `from` itself comes first, if the stream still holds it. */
export const readPage = async (redis: Redis, from: StreamId): Promise<StreamEvent[]> => {
  const entries = await onRedis(() => redis.xrange(EVENT_STREAM, from, '+', 'COUNT', PAGE))
  return entries.map(decodeEntry)
}

/** Reads back from the newest entry to the one that tells of the task's creation: a recent task is found at once. */
export const readHistory = async (redis: Redis, taskId: string): Promise<TaskHistory> => {
  const events: StreamEvent[] = []
  let from = BEGINNING
  let until: StreamId | undefined
  let end = '+'
  for (;;) {
    const entries = await onRedis(() => redis.xrevrange(EVENT_STREAM, end, '-', 'COUNT', PAGE))
    from = entries.at(-1)?.[0] ?? from
    until ??= entries[0]?.[0] ?? BEGINNING
    const ofTask = entries.map(decodeEntry).filter((event) => event.taskId === taskId)
    events.unshift(...ofTask.reverse())
    const complete = ofTask.some((event) => event.type === 'task.created')
    if (complete || entries.length < PAGE) return { events, complete, from, until }
    end = `(${from}`
  }
}
