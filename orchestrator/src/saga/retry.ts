import type { Failure } from '#contract'

/** Runs that may fail transiently before the task is given up. */
export const MAX_TRANSIENT_FAILURES = 3
const FIRST_DELAY_MS = 4_000
const LONGEST_DELAY_MS = 60_000
/** Wait for a service that throttles and does not say how long. */
const DEFAULT_THROTTLE_MS = 30_000

/** Milliseconds for which a task waits for a service that is away, where nothing else is said. */
const DEFAULT_PATIENCE_MS = 15 * 60_000

/** What a task has waited for a service that is away, and may. */
export interface Waiting {
  /** Milliseconds since it began to wait; undefined where it does not. */
  readonly waitedMs: number | undefined
  /** Milliseconds that it may. @default 15 minutes */
  readonly patienceMs?: number | undefined
}

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
 * So do those of a service that is away, until the task has waited long enough for it: the last wait is a whole one, so
 * that no task is given up between two looks at the service. What may pass and meets a task that waits counts for nothing
 * either: it may be the same outage, as an orchestrator sees it that has not found out yet.
 * @param transientFailures how many there were before this one
 */
export function decideRetry(
  failure: Failure,
  transientFailures: number,
  { waitedMs, patienceMs = DEFAULT_PATIENCE_MS }: Waiting,
): RetryDecision {
  const isPatient = (waitedMs ?? 0) < patienceMs
  switch (failure.class) {
    case 'unavailable':
      if (!isPatient) return { retry: false }
      return { retry: true, delayMs: failure.retryAfterMs ?? DEFAULT_THROTTLE_MS, transientFailures }
    case 'throttled':
      return { retry: true, delayMs: failure.retryAfterMs ?? DEFAULT_THROTTLE_MS, transientFailures }
    case 'transient': {
      if (waitedMs !== undefined && isPatient) return { retry: true, delayMs: FIRST_DELAY_MS, transientFailures }
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
