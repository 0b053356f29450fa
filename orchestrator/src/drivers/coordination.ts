import type { AgentSlots } from './agent-slots.ts'

/** What drivers share with those of other processes. */
export interface Coordination {
  readonly limiter: Limiter
  readonly mutex: Mutex
  readonly challenges: Challenges
  readonly slots: AgentSlots
}

/** Counts calls of all processes against the limits of a service. */
export interface Limiter {
  /**
   * Asks to make one call now.
   * @param budget whose limits they are, such as the account that makes the calls
   * @param id names the call through all its repetitions, so that it keeps its place among those that wait
   * @returns 0 when the call may be made and has been counted; otherwise milliseconds after which to ask again
   */
  take(budget: string, id: string): Promise<number>
}

/** One at a time among all processes, under a lease that is renewed while the work goes on. */
export interface Mutex {
  /**
   * @param work gets a signal that aborts when `signal` does or the lease is lost
   * @throws what `work` throws; the signal's reason while it waits; Failure LEASE_LOST
   */
  hold<T>(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>
}

/** Answers to the challenges of a certificate authority, which asks any orchestrator for them (RFC 8555, 8.3). */
export interface Challenges {
  /** Kept for an hour at most: whoever put it may have been killed. */
  put(token: string, keyAuthorization: string): Promise<void>
  find(token: string): Promise<string | undefined>
  remove(token: string): Promise<void>
}
