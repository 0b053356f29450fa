import { Failure } from '#contract'

/** Milliseconds that a call which was told to stop is given to do so. */
const GRACE_MS = 10_000

interface Bounds {
  /** Aborts the call: used here when its time is up, and by whoever else wants it to stop. */
  readonly controller: AbortController
  readonly timeoutMs: number
  /** What is called, for the message of a timeout. */
  readonly what: string
}

/**
 * Runs a call that gets a signal, until the signal aborts or its time is up. A call that is told to stop is waited for:
 * one that goes on working behind the back of its own undo would leave behind what it makes. Only when it does not come
 * to rest either is it given up; what it makes after that the sweeper finds.
 * @throws Failure TIMEOUT, or the reason the signal was aborted with
 */
export async function bounded<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { controller, timeoutMs, what }: Bounds,
): Promise<T> {
  const { signal } = controller
  signal.throwIfAborted()
  const { promise: ended, resolve, reject } = Promise.withResolvers<T>()
  let grace: NodeJS.Timeout | undefined
  const startGrace = (): void => {
    grace = setTimeout(() => reject(signal.reason), GRACE_MS)
  }
  signal.addEventListener('abort', startGrace, { once: true })
  const late = (): void => controller.abort(new Failure('TIMEOUT', `${what} took longer than ${timeoutMs / 1_000} s`))
  const timer = setTimeout(late, timeoutMs)
  try {
    call(signal).then(resolve, reject)
    return await ended
  } catch (thrown) {
    // A call that obeys throws in its own words; why it was stopped is what counts.
    signal.throwIfAborted()
    throw thrown
  } finally {
    clearTimeout(timer)
    clearTimeout(grace)
    signal.removeEventListener('abort', startGrace)
  }
}

/** Aborts controllers when a signal does, until disposed. Far cheaper than AbortSignal.any where there are many. */
export function forwardAbort(signal: AbortSignal, controllers: readonly AbortController[]): Disposable {
  const abortAll = (): void => {
    for (const controller of controllers) controller.abort(signal.reason)
  }
  if (signal.aborted) abortAll()
  signal.addEventListener('abort', abortAll, { once: true })
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', abortAll) }
}
