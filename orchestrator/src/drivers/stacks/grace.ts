/**
 * How long something that makes things in the world may still take after an abort, in milliseconds: long enough for an
 * engine that many ask at once, and less than a hand-over (8 s) and the engine of the sagas (10 s) give.
 */
const GRACE_MS = 7_000

/**
 * Lets a call that makes something end before an abort is obeyed: the engine carries out what it was asked even when
 * nobody waits for the answer, and an undo that looked in that moment would find nothing to remove.
 * @throws the signal's reason, after the call has ended
 */
export async function endingBeforeAbort<T>(signal: AbortSignal, call: (late: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const wait = (): void => {
    timer = setTimeout(() => late.abort(signal.reason), GRACE_MS)
  }
  signal.addEventListener('abort', wait)
  try {
    return await call(late.signal)
  } finally {
    signal.removeEventListener('abort', wait)
    clearTimeout(timer)
    signal.throwIfAborted()
  }
}

/** Waits for all of several calls, also when one of them fails: none may go on making things behind an undo. */
export async function allEnded<const T extends readonly unknown[]>(
  calls: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(calls)
  return Promise.all(calls)
}
