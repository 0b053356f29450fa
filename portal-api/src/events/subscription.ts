import { Failure } from '#contract'

/** Events that a reader may be behind before it is dropped. */
const MAX_BEHIND = 2_000

/** A bounded queue between what happens and one reader of it. Iterating ends when it is closed. */
export interface Subscription<T> extends AsyncIterable<T> {
  offer(item: T): void
  close(): void
  /** Aborts when the reader fell too far behind; iterating then throws the reason. */
  readonly dropped: AbortSignal
}

export const createSubscription = <T>(onClose: () => void, limit = MAX_BEHIND): Subscription<T> => {
  const items: T[] = []
  const drop = new AbortController()
  let wake = Promise.withResolvers<undefined>()
  let closed = false

  const close = () => {
    closed = true
    onClose()
    wake.resolve(undefined)
  }
  return {
    dropped: drop.signal,
    close,
    offer(item) {
      if (closed) return
      items.push(item)
      wake.resolve(undefined)
      if (items.length <= limit) return
      items.length = 0
      drop.abort(new Failure('TIMEOUT', `The reader fell ${limit} events behind and was dropped.`))
      close()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (items.length > 0) yield* items.splice(0, 1)
        drop.signal.throwIfAborted()
        if (closed) return
        await wake.promise
        wake = Promise.withResolvers()
      }
    },
  }
}
