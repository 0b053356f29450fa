/**
 * What a caller may do about a failure.
 * - `transient`: the same call may work later (network, 5xx, timeout)
 * - `throttled`: it will work after the time the service named
 * - `unavailable`: the service is taken to be down, and is asked again after a while; how long it is waited for is bounded
 * - `conflict`: something else holds the name or the state
 * - `permanent`: the same call can never work
 */
export type FailureClass = 'transient' | 'throttled' | 'unavailable' | 'conflict' | 'permanent'

/** What is known of every failure with a code. */
export interface FailureKind {
  readonly class: FailureClass
  /** HTTP status with which portal-api reports it. */
  readonly http: number
  /** What the reader should do; a full sentence. */
  readonly remedy: string
}
