import type { Redis } from 'ioredis'
import { z } from 'zod'

/** Requests are counted from minute to minute. */
export const WINDOW_MS = 60_000
/** How often a count is exchanged with the other portal-apis, in milliseconds: at once would be a write to disk for each request. */
const EXCHANGE_MS = 100
/** A counter outlives its window, so that clocks may differ, in seconds. */
const KEPT_S = 120

const Counted = z.tuple([z.tuple([z.null(), z.number()]), z.tuple([z.null(), z.unknown()])])

interface Count {
  /** As Redis said last. */
  known: number
  /** On the way to Redis. */
  sent: number
  /** Not sent yet. */
  own: number
  timer: NodeJS.Timeout | undefined
}

export interface Counter {
  /** Counts a request. Tells how many there were in this window, and when it ends, in milliseconds. */
  count(key: string): { readonly current: number; readonly ttl: number }
  close(): void
}

/**
 * Counts requests in this process, and exchanges the counts over Redis: nobody waits for it, and while Redis is away each
 * portal-api goes by its own count. What others counted is seen a tenth of a second late.
 */
export const createCounter = (redis: Redis, prefix: string, onError: (error: unknown) => void): Counter => {
  let window = 0
  let counts = new Map<string, Count>()

  const clear = (): void => {
    for (const { timer } of counts.values()) clearTimeout(timer)
    counts = new Map()
  }
  const exchange = async (redisKey: string, count: Count): Promise<void> => {
    count.sent = count.own
    count.own = 0
    try {
      const answer = await redis.multi().incrby(redisKey, count.sent).expire(redisKey, KEPT_S).exec()
      count.known = Counted.parse(answer)[0][1]
    } catch (thrown) {
      onError(thrown)
      count.own += count.sent
    }
    count.sent = 0
    count.timer = undefined
  }
  const countOf = (key: string): Count => {
    const count = counts.get(key) ?? { known: 0, sent: 0, own: 0, timer: undefined }
    counts.set(key, count)
    return count
  }

  return {
    count(key) {
      const now = Date.now()
      const present = Math.floor(now / WINDOW_MS)
      if (present !== window) {
        clear()
        window = present
      }
      const count = countOf(key)
      count.own += 1
      count.timer ??= setTimeout(() => void exchange(`${prefix}${key}:${present}`, count), EXCHANGE_MS).unref()
      return { current: count.known + count.sent + count.own, ttl: (present + 1) * WINDOW_MS - now }
    },
    close: clear,
  }
}
