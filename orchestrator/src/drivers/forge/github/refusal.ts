import { z } from 'zod'
import { Failure } from '#contract'
import type { Reply } from './http.ts'

// The parts of GitHub's errors that are documented (schemas basic-error and validation-error of its OpenAPI description).
const ErrorBody = z.object({
  message: z.string().default(''),
  documentation_url: z.string().default(''),
  errors: z
    .array(z.union([z.string(), z.object({ message: z.string().optional(), code: z.string().optional() })]))
    .default([]),
})

/** What GitHub says of a refusal, for people. */
function saidIn({ status, data }: Reply): string {
  const { message, errors } = ErrorBody.safeParse(data).data ?? { message: '', errors: [] }
  const details = errors.map((error) => (typeof error === 'string' ? error : (error.message ?? error.code ?? '')))
  return [...new Set([`${status} ${message}`.trim(), ...details])].filter((part) => part !== '').join(': ')
}

const LEAST_WAIT_MS = 1_000

/**
 * Whether an answer says that a limit was exceeded, and for how long to stay away, in milliseconds
 * (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
 * @param otherwiseMs the wait where GitHub names none: one minute by its documentation
 */
export function throttledFor(reply: Reply, otherwiseMs: number): number | undefined {
  const { status, headers } = reply
  if (status !== 403 && status !== 429) return undefined
  const retryAfter = headers['retry-after']
  if (retryAfter !== undefined) return Math.max(LEAST_WAIT_MS, (Number.parseInt(retryAfter, 10) || 0) * 1_000)
  const reset = Number(headers['x-ratelimit-reset'])
  if (headers['x-ratelimit-remaining'] === '0' && reset > 0) {
    return Math.max(LEAST_WAIT_MS, reset * 1_000 - timeOf(reply))
  }
  // A 403 is a missing permission as well; of a limit it links to what is written about limits.
  const { documentation_url: link = '' } = ErrorBody.safeParse(reply.data).data ?? {}
  return status === 429 || /rate-limit/.test(link) ? otherwiseMs : undefined
}

/** When GitHub answered, by its own clock; by ours where it does not tell. */
export const timeOf = ({ headers }: Reply): number => Date.parse(headers['date'] ?? '') || Date.now()

/** The permission that was missing, as far as the answer names it. */
function neededIn({ headers }: Reply): string {
  const permissions = headers['x-accepted-github-permissions']
  const scopes = headers['x-accepted-oauth-scopes']
  const sso = headers['x-github-sso']
  return [
    ...(permissions === undefined ? [] : [`it needs the permission ${permissions.replaceAll('=', ': ')}`]),
    ...(scopes ? [`it needs one of the scopes ${scopes}, the token has ${headers['x-oauth-scopes'] || 'none'}`] : []),
    ...(sso === undefined ? [] : ['the token must be authorised for single sign-on of the organisation']),
  ].join('; ')
}

/**
 * For a 403, or a 404 of what is known to be there: GitHub hides what a token may not see.
 * @param what what was to be done, as in "delete repository …"
 * @param needs the permission that this takes, for where the answer does not name it
 */
export function forbidden(reply: Reply, what: string, needs: string): Failure {
  const needed = neededIn(reply) || `it needs ${needs}`
  return new Failure('FORGE_FORBIDDEN', `GitHub does not let this token ${what} (${saidIn(reply)}): ${needed}`)
}

/** For an answer that the caller has no use for. @param what as above */
export function refused(reply: Reply, what: string, needs: string): Failure {
  if (reply.status === 403) return forbidden(reply, what, needs)
  // Another success than the one that is documented: what answered was not GitHub, or not whole.
  if (reply.status < 300) {
    return new Failure('FORGE_FAILED', `The answer (${reply.status}) to the request to ${what} can't be understood`)
  }
  const mayPass = reply.status === 409 || reply.status === 423
  return new Failure('FORGE_FAILED', `GitHub refused to ${what}: ${saidIn(reply)}`, {
    class: mayPass ? 'transient' : 'permanent',
  })
}

/** The body of an answer. @throws Failure FORGE_FAILED (transient): an answer that was cut short is asked for again */
export function bodyOf<T>(schema: z.ZodType<T>, { status, data }: Reply, what: string): T {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue === undefined ? '' : `: ${issue.path.join('.')} ${issue.message}`
  throw new Failure('FORGE_FAILED', `GitHub's answer (${status}) to ${what} can't be understood${where}`)
}
