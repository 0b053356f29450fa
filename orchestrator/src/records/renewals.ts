import type { WireFailure } from '#contract'

/** A certificate whose last renewal failed. */
export interface FailedRenewal {
  readonly host: string
  /** How often in a row. */
  readonly failures: number
  readonly failure: WireFailure
  /** ISO 8601, UTC. */
  readonly failed_at: string
  /** Not tried again before. ISO 8601, UTC. */
  readonly next_attempt: string
}

/** What all orchestrators know of renewals that failed. */
export interface Renewals {
  failed(): Promise<FailedRenewal[]>
  put(failed: FailedRenewal): Promise<void>
  forget(host: string): Promise<void>
}
