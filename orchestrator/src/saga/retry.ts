import type { Failure } from '#contract'

/** Runs that may fail transiently before the task is given up. */
export const MAX_TRANSIENT_FAILURES = 3
const FIRST_DELAY_MS = 4_000
const LONGEST_DELAY_MS = 60_000
/** Wait for a service that throttles and does not say how long. */
const DEFAULT_THROTTLE_MS = 30_000

export interface RetryLater {
  readonly retry: true
  readonly delayMs: number
  /** How many there are now. */
  readonly transientFailures: number
}
export type RetryDecision = RetryLater | { readonly retry: false }

/**
 * Whether and when a task that failed is taken up again.
 * Transient failures double their wait from 4 s to 60 s; throttled ones wait what they were told and count for nothing.
 * @param transientFailures how many there were before this one
 */
export function decideRetry(failure: Failure, transientFailures: number): RetryDecision {
  switch (failure.class) {
    case 'throttled':
      return { retry: true, delayMs: failure.retryAfterMs ?? DEFAULT_THROTTLE_MS, transientFailures }
    case 'transient': {
      const failures = transientFailures + 1
      if (failures >= MAX_TRANSIENT_FAILURES) return { retry: false }
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** transientFailures, LONGEST_DELAY_MS)
      return { retry: true, delayMs, transientFailures: failures }
    }
    case 'conflict':
    case 'permanent':
      return { retry: false }
  }
}
