/** Time as a double sees it: a test lets it go on instead of waiting. */
export class Clock {
  #ahead = 0

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.#ahead
  }

  advance(milliseconds: number): void {
    this.#ahead += milliseconds
  }
}

/** ISO 8601 without fractions, as Graph writes times. */
export const isoTime = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
