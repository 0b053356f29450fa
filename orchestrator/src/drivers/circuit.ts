/** Whether calls leave: all of them, one as a probe, or none. */
export type CircuitState = 'closed' | 'half_open' | 'open'

/** A request that may leave. That of a probe is known by its identity: it decides for all others. */
export interface Leave {
  readonly kind: 'call' | 'probe'
}

/** What becomes of a request: it leaves, it waits for the probe that is out, or it does not leave. */
export type Admission = Leave | { readonly kind: 'wait' | 'refuse' }

/** Failures in a row that open a circuit: as many as the runs of a task, so that one on its own does not use up its last. */
export const FAILURES_TO_OPEN = 3
/** Milliseconds that a circuit first stays open; doubled with each probe that fails, up to the longest. */
export const FIRST_COOL_DOWN_MS = 5_000
export const LONGEST_COOL_DOWN_MS = 60_000
/** Part by which a cool-down is shortened or lengthened at random, so that processes do not all probe at once. */
const JITTER = 0.2

/**
 * The state machine of a circuit breaker; it knows neither calls nor services, and has no timer. All times are milliseconds
 * of one clock that only goes forward.
 */
export class Circuit {
  readonly #random: () => number
  #failures = 0
  /** Cool-downs in a row; 0 while it is closed. */
  #coolDowns = 0
  #until = 0
  /** The probe that is out. */
  #probe: Leave | undefined

  /** @param random from 0 to 1 */
  constructor(random: () => number) {
    this.#random = random
  }

  state(now: number): CircuitState {
    if (this.#coolDowns === 0) return 'closed'
    return now < this.#until ? 'open' : 'half_open'
  }

  /** Milliseconds until the next probe may leave. */
  remaining(now: number): number {
    return Math.max(0, this.#until - now)
  }

  admit(now: number): Admission {
    switch (this.state(now)) {
      case 'closed':
        return { kind: 'call' }
      case 'open':
        return { kind: 'refuse' }
      case 'half_open':
        if (this.#probe !== undefined) return { kind: 'wait' }
        this.#probe = { kind: 'probe' }
        return this.#probe
    }
  }

  /** A request was answered. Whenever it left, the service is up. */
  answered(): void {
    this.#failures = 0
    this.#coolDowns = 0
    this.#probe = undefined
  }

  /** A request was not answered. One that left before the circuit opened, and is no probe, adds nothing to what is known. */
  failed(leave: Leave, now: number): void {
    if (leave === this.#probe) this.#open(now)
    else if (this.#coolDowns === 0) {
      this.#failures += 1
      if (this.#failures >= FAILURES_TO_OPEN) this.#open(now)
    }
  }

  /** A request was given up by whoever made it, which says nothing of the service: after a probe the next one is another. */
  givenUp(leave: Leave): void {
    if (leave === this.#probe) this.#probe = undefined
  }

  #open(now: number): void {
    const whole = Math.min(FIRST_COOL_DOWN_MS * 2 ** this.#coolDowns, LONGEST_COOL_DOWN_MS)
    this.#coolDowns += 1
    this.#probe = undefined
    this.#until = now + whole * (1 + JITTER * (2 * this.#random() - 1))
  }
}
