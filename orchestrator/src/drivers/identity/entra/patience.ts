import { setTimeout as delay } from 'node:timers/promises'

/** How what Graph does not know yet is waited for. */
export interface Patience {
  /** Milliseconds within which every replica knows what was written. */
  readonly windowMs: number
  /** Milliseconds for which something is looked for that may have been made: mostly it was not. */
  readonly doubtMs: number
  /** Milliseconds before the first repetition; each further one waits longer. */
  readonly pollMs: number
}

/** A wait grows to this many times the first one. */
const LONGEST = 8

/**
 * Asks until there is an answer, or the time has come: then the last question was the last.
 * @param until milliseconds since the epoch
 * @returns undefined when there was none in time
 */
export async function waitFor<T>(
  ask: () => Promise<T | undefined>,
  until: number,
  { pollMs }: Patience,
  signal: AbortSignal,
): Promise<T | undefined> {
  for (let wait = pollMs; ; wait = Math.min(wait * 2, pollMs * LONGEST)) {
    const answer = await ask()
    if (answer !== undefined || Date.now() >= until) return answer
    await delay(wait, undefined, { signal }).catch((thrown: unknown) => {
      signal.throwIfAborted()
      throw thrown
    })
  }
}
