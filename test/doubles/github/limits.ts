import { type Answer, Refusal } from '../kit/exchange.ts'

/** GitHub's limits. The defaults are those of docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api. */
export interface Limits {
  /** Requests an hour. @default 5000 */
  readonly requestsPerHour: number
  /** Requests that create content. @default 80 */
  readonly contentPerMinute: number
  /** @default 500 */
  readonly contentPerHour: number
  /** Of one operation; reading costs 1, everything else 5. @default 900 */
  readonly pointsPerMinute: number
  /** @default 100 */
  readonly atOnce: number
  /** Status of a request over a secondary limit: GitHub sends either. @default 403 */
  readonly secondaryStatus: 403 | 429
  /** Seconds in its Retry-After; undefined: it has none, which GitHub reserves to itself. @default 60 */
  readonly secondaryRetryAfterS: number | undefined
}

export const DOCUMENTED_LIMITS: Limits = {
  requestsPerHour: 5000,
  contentPerMinute: 80,
  contentPerHour: 500,
  pointsPerMinute: 900,
  atOnce: 100,
  secondaryStatus: 403,
  secondaryRetryAfterS: 60,
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** What was spent in a window that slides. */
class Window {
  readonly #spent: { at: number; points: number }[] = []

  sum(now: number, lengthMs: number): number {
    return this.#spent.filter(({ at }) => at > now - lengthMs).reduce((sum, { points }) => sum + points, 0)
  }

  spend(at: number, points: number): void {
    this.#spent.push({ at, points })
  }
}

interface Account {
  readonly content: Window
  readonly points: Map<string, Window>
  used: number
  resetAt: number
  inFlight: number
}

/** How a secondary limit says no. */
export const secondaryLimit = (status: number, retryAfterS: number | undefined): Answer => ({
  status,
  headers: retryAfterS === undefined ? {} : { 'retry-after': `${retryAfterS}` },
  body: {
    message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    documentation_url:
      'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits',
  },
})

/** Counts what everybody asks for, and refuses what is too much. */
export class RateLimits {
  readonly #limits: Limits
  readonly #accounts = new Map<string, Account>()
  /** Requests that went over a limit so far. */
  exceeded = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  #account(who: string): Account {
    const known = this.#accounts.get(who)
    if (known !== undefined && known.resetAt > Date.now()) return known
    const made: Account = {
      content: known?.content ?? new Window(),
      points: known?.points ?? new Map<string, Window>(),
      inFlight: known?.inFlight ?? 0,
      used: 0,
      resetAt: Date.now() + HOUR_MS,
    }
    this.#accounts.set(who, made)
    return made
  }

  /** The primary limit of somebody, as /rate_limit and the headers tell it. */
  standing(who: string): { limit: number; remaining: number; used: number; reset: number } {
    const { used, resetAt } = this.#account(who)
    const limit = this.#limits.requestsPerHour
    return { limit, remaining: Math.max(0, limit - used), used, reset: Math.ceil(resetAt / 1000) }
  }

  headers(who: string): Record<string, string> {
    const { limit, remaining, used, reset } = this.standing(who)
    return {
      'x-ratelimit-limit': `${limit}`,
      'x-ratelimit-remaining': `${remaining}`,
      'x-ratelimit-used': `${used}`,
      'x-ratelimit-reset': `${reset}`,
      'x-ratelimit-resource': 'core',
    }
  }

  /** Takes a request off the primary limit again. */
  refund(who: string): void {
    this.#account(who).used -= 1
  }

  /** Lets a request in; what it gives back ends it. @throws Refusal 403 or 429 */
  enter(who: string, operation: string, { method, content }: { method: string; content: boolean }): () => void {
    const account = this.#account(who)
    const now = Date.now()
    const points = account.points.get(operation) ?? new Window()
    account.points.set(operation, points)
    const cost = method === 'GET' ? 1 : 5
    account.used += 1
    if (account.used > this.#limits.requestsPerHour) {
      this.exceeded += 1
      throw new Refusal({ status: 403, body: { message: `API rate limit exceeded for ${who}.` } })
    }
    const tooMuch =
      account.inFlight >= this.#limits.atOnce ||
      points.sum(now, MINUTE_MS) + cost > this.#limits.pointsPerMinute ||
      (content &&
        (account.content.sum(now, MINUTE_MS) >= this.#limits.contentPerMinute ||
          account.content.sum(now, HOUR_MS) >= this.#limits.contentPerHour))
    if (tooMuch) {
      this.exceeded += 1
      throw new Refusal(secondaryLimit(this.#limits.secondaryStatus, this.#limits.secondaryRetryAfterS))
    }
    points.spend(now, cost)
    if (content) account.content.spend(now, 1)
    account.inFlight += 1
    return () => void (account.inFlight -= 1)
  }
}
