import type { Check } from './preflight.ts'

/**
 * A check of something that is reached through a service with a check of its own: one that is away is told of once.
 * @param what the service is called, after "without"
 */
export const needing = (what: string, reachable: (signal: AbortSignal) => Promise<boolean>, check: Check): Check => ({
  name: check.name,
  check: async (signal) =>
    (await reachable(signal))
      ? check.check(signal)
      : [{ state: 'unknown', name: check.name, detail: `can't be seen without ${what}` }],
})
