import { setTimeout as delay } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { EVENT_STREAM, Failure } from '#contract'
import { latestId } from './event-log.ts'
import { RecentEvents } from './recent-events.ts'
import { decodeEntry, StreamEntries, UNREADABLE, type StreamEntry, type StreamEvent } from './stream-event.ts'
import { createSubscription, type Listener, type News, type Subscription } from './subscription.ts'
import type { StreamId } from './stream-id.ts'

const HEARTBEAT_MS = 15_000
const BLOCK_MS = 5_000
const BATCH = 200
const PAUSE_AFTER_ERROR_MS = 1_000

export interface LiveEvents {
  readonly subscription: Subscription
  /** Every event after this one is delivered. */
  readonly position: StreamId
}

/** One reader of the event stream, for any number of subscriptions. */
export interface EventHub {
  /** @throws Failure REDIS_UNAVAILABLE before the stream was first reached */
  subscribe(accept?: (event: StreamEvent) => boolean): LiveEvents
  /** Ends every subscription and the connection. */
  close(): Promise<void>
}

const Answer = z.array(z.tuple([z.string(), StreamEntries])).nullable()

/**
 * Reads the event stream for as long as it is open, whatever happens to Redis meanwhile.
 * @param redis a connection of its own (`connectBlocking`), which is closed with the hub
 * @param heartbeatMs milliseconds between two times that readers are told that it is quiet
 */
export const startEventHub = (
  redis: Redis,
  onError: (error: unknown) => void,
  heartbeatMs = HEARTBEAT_MS,
): EventHub => {
  const listeners = new Set<Listener>()
  const closing = new AbortController()
  const isClosing = () => closing.signal.aborted
  let position: StreamId | undefined

  const recent = new RecentEvents()

  const tellAll = (news: News): void => {
    for (const listener of listeners) listener.tell(news)
  }
  const keep = (entry: StreamEntry): void => {
    const event = decodeEntry(entry)
    position = event.id
    if (event.type === UNREADABLE) onError(new Error(`The entry ${event.id} of the event stream can't be read.`))
    recent.add(event)
  }
  const read = async (): Promise<void> => {
    position ??= await latestId(redis)
    const answer = await redis.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', EVENT_STREAM, position)
    for (const [, entries] of Answer.parse(answer) ?? []) entries.forEach(keep)
    tellAll('events')
  }
  const run = async (): Promise<void> => {
    while (!isClosing()) {
      try {
        await read()
      } catch (thrown) {
        if (isClosing()) return
        onError(thrown)
        await delay(PAUSE_AFTER_ERROR_MS, undefined, { signal: closing.signal }).catch(() => undefined) // closed
      }
    }
  }
  const running = run()
  const heartbeat = setInterval(() => tellAll('quiet'), heartbeatMs)

  return {
    subscribe(accept = () => true) {
      if (position === undefined) throw new Failure('REDIS_UNAVAILABLE', 'The event stream was not reached yet.')
      if (isClosing()) throw new Failure('REDIS_UNAVAILABLE', 'This portal-api is shutting down.')
      const listener: Listener = createSubscription(recent, accept, () => listeners.delete(listener))
      listeners.add(listener)
      return { subscription: listener, position }
    },
    async close() {
      closing.abort()
      clearInterval(heartbeat)
      tellAll('over')
      redis.disconnect()
      await running
    },
  }
}
