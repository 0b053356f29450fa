import { Failure } from '#contract'

/** Events that are kept for a reader that is not ready for them yet. */
const MOST_KEPT = 2_000

/** What happens, for one reader: kept until it is ready, and passed on at once from then on. */
export interface Subscription<T> {
  offer(item: T): void
  /** Passes on what was kept, then each item as it is offered. */
  passOn(take: (item: T) => void): void
  close(): void
  /** Resolves when it was closed, with why if the reader was not ready in time. Never rejects. */
  readonly ended: Promise<Failure | undefined>
}

export const createSubscription = <T>(onClose: () => void, limit = MOST_KEPT): Subscription<T> => {
  const kept: T[] = []
  const { promise: ended, resolve } = Promise.withResolvers<Failure | undefined>()
  let take = (item: T): void => {
    kept.push(item)
    if (kept.length > limit) end(new Failure('TIMEOUT', `The reader fell ${limit} events behind and was dropped.`))
  }
  let closed = false
  const end = (failure?: Failure): void => {
    if (closed) return
    closed = true
    kept.length = 0
    onClose()
    resolve(failure)
  }
  const offer = (item: T): void => {
    if (!closed) take(item)
  }
  return {
    ended,
    offer,
    close: () => end(),
    passOn(next) {
      take = next
      for (const item of kept.splice(0)) offer(item)
    },
  }
}
