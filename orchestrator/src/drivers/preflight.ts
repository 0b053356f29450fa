import type { Failure } from '#contract'

interface Seen<State> {
  readonly state: State
  readonly name: string
  readonly detail: string
}

interface Wrong<State> {
  readonly state: State
  readonly name: string
  /** Its message says what was found, its remedy what to do. */
  readonly failure: Failure
}

/**
 * One thing that was looked at, and what it is like.
 * - `failed`: no task that needs it can succeed
 * - `warning`: it works, but not as it should or not for long
 * - `unknown`: it can't be seen from here, and the detail says why
 */
export type Finding = Seen<'ok'> | Seen<'unknown'> | Wrong<'warning'> | Wrong<'failed'>

/** A driver of a service that has to be set up right: it tells what is missing before a task meets it. */
export interface Preflight {
  /** Looks at everything, changes nothing. @throws the signal's reason only: what is wrong is a finding */
  check(signal: AbortSignal): Promise<Finding[]>
}

/** A preflight with the name under which it is told that it came to no end. */
export interface Check extends Preflight {
  readonly name: string
}
