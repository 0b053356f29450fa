/**
 * Does something again and again, with a pause after each time; never twice at once.
 * @param firstMs milliseconds until the first time; @default a pause
 */
export function every(
  pauseMs: number,
  work: (signal: AbortSignal) => Promise<void>,
  onError: (thrown: unknown) => void,
  firstMs = pauseMs,
): AsyncDisposable {
  const controller = new AbortController()
  const { signal } = controller
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> = Promise.resolve()
  const round = (): void => {
    current = work(signal)
      .catch((thrown: unknown) => (signal.aborted ? undefined : onError(thrown)))
      .then(() => {
        if (!signal.aborted) timer = setTimeout(round, pauseMs)
      })
  }
  timer = setTimeout(round, firstMs)
  return {
    async [Symbol.asyncDispose]() {
      controller.abort()
      clearTimeout(timer)
      await current
    },
  }
}
