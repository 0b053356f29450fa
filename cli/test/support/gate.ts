/** Where tasks wait until a test lets them go. */
export interface Gate {
  /** Resolves when a task on this slug waits. */
  readonly reached: (slug: string) => Promise<unknown>
  readonly open: (slug: string) => void
  /** For the task itself. */
  readonly pass: (slug: string, signal: AbortSignal) => Promise<void>
}

export const createGate = (): Gate => {
  const reached = new Map<string, PromiseWithResolvers<undefined>>()
  const opened = new Map<string, PromiseWithResolvers<undefined>>()
  const at = (of: Map<string, PromiseWithResolvers<undefined>>, slug: string): PromiseWithResolvers<undefined> => {
    const known = of.get(slug) ?? Promise.withResolvers<undefined>()
    of.set(slug, known)
    return known
  }
  return {
    reached: (slug) => at(reached, slug).promise,
    open: (slug) => at(opened, slug).resolve(undefined),
    async pass(slug, signal) {
      at(reached, slug).resolve(undefined)
      const { promise: aborted, reject } = Promise.withResolvers<never>()
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      await Promise.race([at(opened, slug).promise, aborted])
    },
  }
}
