import type { StreamEvent } from './stream-event.ts'

/** Events that are kept for readers who are busy with those before. */
export const KEPT_EVENTS = 2_000

/**
 * The newest events, numbered as they were heard of. All readers share them: one that is behind has but a number, however
 * much waits for it.
 */
export class RecentEvents {
  readonly limit: number
  readonly #kept: StreamEvent[] = []
  #end = 0

  constructor(limit = KEPT_EVENTS) {
    this.limit = limit
  }
  /** Number of the event that happens next. */
  get end(): number {
    return this.#end
  }
  add(event: StreamEvent): void {
    this.#kept[this.#end % this.limit] = event
    this.#end += 1
  }
  isKept(number: number): boolean {
    return number >= this.#end - this.limit
  }
  /** @returns undefined where it has not happened yet, or is no longer kept */
  at(number: number): StreamEvent | undefined {
    return this.isKept(number) && number < this.#end ? this.#kept[number % this.limit] : undefined
  }
}
