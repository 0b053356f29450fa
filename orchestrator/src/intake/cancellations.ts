import type { Redis } from 'ioredis'
import { CANCEL_CHANNEL, cancelKey, LANES } from '#contract'
import type { Consumer } from '../queue/consumer.ts'
import type { Running } from '../queue/running.ts'

export interface CancellationDeps {
  /** A connection of its own: it is subscribed. */
  readonly subscriber: Redis
  readonly redis: Redis
  readonly running: Running
  readonly consumer: Pick<Consumer, 'wake'>
  readonly onError: (thrown: unknown) => void
}

/**
 * Hears of cancel requests. A task that runs here is stopped and undone; one that was set aside is woken, and sees the
 * request when it begins. The request itself is kept in Redis, so one that was published while this process was away is
 * looked up when the connection is back.
 */
export async function listenForCancellations(deps: CancellationDeps): Promise<void> {
  const { subscriber, redis, running, consumer } = deps
  const cancel = async (id: string): Promise<void> => {
    if (running.has(id)) running.cancel(id)
    else await Promise.all(LANES.map((lane) => consumer.wake({ id, lane })))
  }
  const lookUp = async (): Promise<void> => {
    for (const id of running.ids()) if ((await redis.exists(cancelKey(id))) === 1) running.cancel(id)
  }
  subscriber.on('message', (_channel, id: string) => void cancel(id).catch(deps.onError))
  subscriber.on('ready', () => void lookUp().catch(deps.onError))
  await subscriber.subscribe(CANCEL_CHANNEL)
}
