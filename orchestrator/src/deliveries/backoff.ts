/** Name of the strategy by which deliveries are tried again. */
export const BACKOFF = 'delivery'
/** How long a delivery is tried, in milliseconds: time alone ends it, not the number of attempts. */
export const TRIED_MS = 24 * 3_600_000
export const MOST_ATTEMPTS = 1_000
const LONGEST_MS = 3_600_000
/** No more attempts: see BullMQ's custom back-off strategies. */
const NEVER = -1

/** What a delivery that may work later throws. */
export class Undelivered extends Error {
  override readonly name = 'Undelivered'
  readonly retryAfterMs: number

  constructor(reason: string, retryAfterMs = 0) {
    super(reason)
    this.retryAfterMs = retryAfterMs
  }
}

interface Attempt {
  /** Attempts that failed, this one included. */
  readonly made: number
  /** Milliseconds since the delivery was scheduled. */
  readonly ageMs: number
  /** What the receiver asked for. */
  readonly retryAfterMs: number
  readonly firstMs: number
}

/** Milliseconds until the next attempt: twice as long each time, and never before the receiver wants it. */
export function retryDelay({ made, ageMs, retryAfterMs, firstMs }: Attempt): number {
  const delay = Math.max(retryAfterMs, Math.min(firstMs * 2 ** (made - 1), LONGEST_MS))
  return ageMs + delay > TRIED_MS ? NEVER : Math.ceil(delay)
}

const SOON_MS = 100
const SELDOM_MS = 5_000

/** Milliseconds until it is looked again whether a task has ended, which is asked for just before it does. */
export const lookAgainMs = (ageMs: number): number => Math.min(Math.max(SOON_MS, ageMs / 2), SELDOM_MS)
