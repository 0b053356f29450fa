import { z } from 'zod'
import { FAILURES, type Failure, type FailureCode } from '#contract'

/** Body of an error answer: RFC 9457, with the fields of a failure. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: FailureCode
  readonly retryable: boolean
  readonly remedy: string
  /** Each wrong field. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
}

/** What may work later may be tried again after this many seconds, unless the failure knows better. */
const RETRY_AFTER_S = 2

const titleOf = (code: FailureCode): string => {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The issues that parseTask found in a task, or zod in a query. */
const errorsOf = ({ code, cause }: Failure): Pick<Problem, 'errors'> => {
  if (!(cause instanceof z.ZodError)) return {}
  const prefix = code === 'INVALID_PAYLOAD' ? ['payload'] : []
  return {
    errors: cause.issues.flatMap(({ path, message, ...issue }) => {
      const place = [...prefix, ...path.map(String)]
      // Of what is too much, the field is what nobody knows, and not what it stands in.
      const fields = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...place, key]) : [place]
      return fields.map((field) => ({ field: field.join('.'), message }))
    }),
  }
}

/** @param instance address of the request */
export const problemOf = (failure: Failure, instance: string): Problem => {
  const { code, message, retryable, remedy } = failure
  return {
    type: `urn:slipway:problem:${code}`,
    title: titleOf(code),
    status: FAILURES[code].http,
    // What went wrong inside is for the log: it may name what no client should see.
    detail: code === 'INTERNAL' ? 'The request failed for a reason inside portal-api; its log tells more.' : message,
    instance,
    code,
    retryable,
    remedy,
    ...errorsOf(failure),
  }
}

/** Headers that go with a failure, beside its body. */
export const headersOf = (failure: Failure): Record<string, string> => {
  if (failure.code === 'UNAUTHORIZED') return { 'www-authenticate': 'Bearer realm="slipway"' }
  if (FAILURES[failure.code].http !== 503 && failure.code !== 'RATE_LIMITED') return {}
  const seconds = failure.retryAfterMs === undefined ? RETRY_AFTER_S : Math.ceil(failure.retryAfterMs / 1000)
  return { 'retry-after': String(seconds) }
}
