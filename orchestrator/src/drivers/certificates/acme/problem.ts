import { z } from 'zod'
import { Failure, type FailureCode } from '#contract'

const ERROR_NAMESPACE = 'urn:ietf:params:acme:error:'
const LONGEST_DETAIL = 500
/**
 * Wait for an authority that refuses for its limits and does not say how long: Let's Encrypt gives back one of five
 * failed validations in so much time (https://letsencrypt.org/docs/rate-limits/).
 */
const DEFAULT_THROTTLE_MS = 12 * 60_000

/** A problem document (RFC 7807) as ACME authorities send it (RFC 8555, 6.7). */
export const Problem = z.object({ type: z.string().default('about:blank'), detail: z.string().default('') })
export type Problem = z.infer<typeof Problem>

/** What an authority answered instead of what was asked for: the cause of the Failure it became. */
export class AcmeError extends Error {
  override readonly name = 'AcmeError'
  /** HTTP status; undefined where the problem is told inside of another answer. */
  readonly status: number | undefined
  /** Last part of the problem's type, such as `rateLimited`; empty when there is none. */
  readonly type: string

  constructor(problem: Problem | undefined, status?: number) {
    const type = problem?.type.startsWith(ERROR_NAMESPACE) === true ? problem.type.slice(ERROR_NAMESPACE.length) : ''
    const detail = problem?.detail.replace(/\s+/g, ' ').trim().slice(0, LONGEST_DETAIL) ?? ''
    const said = detail === '' ? `HTTP ${status ?? 'without a reason'}` : detail
    super(type === '' ? said : `${said} (${type})`)
    this.type = type
    this.status = status
  }
}

/** Whether a failure is an authority's error of one of these types. */
export const isAcmeError = (thrown: unknown, ...types: readonly string[]): boolean =>
  thrown instanceof Failure && thrown.cause instanceof AcmeError && types.includes(thrown.cause.type)

/** Whether a failure says that what was asked for does not exist (any more). */
export const isGone = (thrown: unknown): boolean =>
  thrown instanceof Failure && thrown.cause instanceof AcmeError && [404, 410].includes(thrown.cause.status ?? 0)

/** Types of errors (RFC 8555, 6.7) that say something else than that the request can never succeed. */
const BY_TYPE: Readonly<Record<string, FailureCode>> = {
  rateLimited: 'CERTIFICATE_THROTTLED',
  badNonce: 'CERTIFICATE_FAILED',
  serverInternal: 'CERTIFICATE_FAILED',
  orderNotReady: 'CERTIFICATE_FAILED', // another process carries the same order on
  accountDoesNotExist: 'CERTIFICATE_FAILED', // it is made anew by the next run
}

/** What the authority found out when it looked for the answer to a challenge. */
const CHALLENGE_TYPES: readonly string[] = ['connection', 'dns', 'incorrectResponse', 'tls', 'unauthorized']

function codeOf({ type, status = 400 }: AcmeError, retryAfterMs: number | undefined): FailureCode {
  const known = BY_TYPE[type]
  if (known !== undefined) return known
  if (status === 429 || (status === 503 && retryAfterMs !== undefined)) return 'CERTIFICATE_THROTTLED'
  return status === 408 || status >= 500 ? 'CERTIFICATE_FAILED' : 'CERTIFICATE_REFUSED'
}

/**
 * An error answer as a failure.
 * @param about what was asked for, for the message
 * @param retryAfterMs what the answer's Retry-After says
 */
export function failureOf(error: AcmeError, about: string, retryAfterMs?: number): Failure {
  const code = codeOf(error, retryAfterMs)
  const wait = code === 'CERTIFICATE_THROTTLED' ? { retryAfterMs: retryAfterMs ?? DEFAULT_THROTTLE_MS } : {}
  return new Failure(code, `${about}: ${error.message}`, { cause: error, ...wait })
}

/** A challenge that did not succeed, as a failure: final where it was looked for, so that no further attempt is spent. */
export function challengeFailure(host: string, problem: Problem | undefined): Failure {
  const error = new AcmeError(problem)
  const about = `the certificate authority could not validate ${host}`
  return CHALLENGE_TYPES.includes(error.type)
    ? new Failure('CHALLENGE_FAILED', `${about}: ${error.message}`, { cause: error })
    : failureOf(error, about)
}
