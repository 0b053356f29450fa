import type { RecentEvents } from './recent-events.ts'
import type { StreamEvent } from './stream-event.ts'

/** Something may be there to take; nothing has happened for a while; nothing will. */
export type News = 'events' | 'quiet' | 'over'

/** What happens, for one reader, who takes it when it is ready. */
export interface Subscription {
  /** The next event for the reader, once; undefined where there is none yet. */
  next(): StreamEvent | undefined
  /** What happened before the reader took it is no longer kept. */
  isBehind(): boolean
  /** Has news told from now on, those that came before at once. */
  listen(hear: (news: News) => void): void
  close(): void
}

/** A subscription, as its hub sees it. */
export interface Listener extends Subscription {
  tell(news: News): void
}

/**
 * @param accept which events are the reader's
 * @param onClose called once, however it was closed
 */
export const createSubscription = (
  recent: RecentEvents,
  accept: (event: StreamEvent) => boolean,
  onClose: () => void,
): Listener => {
  let place = recent.end
  let closed = false
  let hear: ((news: News) => void) | undefined
  const close = (): void => {
    if (closed) return
    closed = true
    onClose()
  }
  return {
    close,
    isBehind: () => !recent.isKept(place),
    next() {
      for (; !closed;) {
        const event = recent.at(place)
        if (event === undefined) return undefined
        place += 1
        if (accept(event)) return event
      }
      return undefined
    },
    listen(listening) {
      hear = listening
      listening(closed ? 'over' : 'events')
    },
    tell(news) {
      if (news === 'over') close()
      hear?.(news)
    },
  }
}
