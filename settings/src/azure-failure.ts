import { z } from 'zod'
import { Failure } from '#contract'
import { retryAfterMs } from './retry-after.ts'

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#error-response */
const SignInError = z.object({ error: z.string().min(1), error_codes: z.array(z.number()).default([]) })

/** Codes that have a cause of their own: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const CAUSES: ReadonlyMap<number, string> = new Map([
  [7000215, 'the client secret is wrong'],
  [7000222, 'the client secret has expired'],
  [7000112, 'the application is disabled'],
  [7000229, 'the application has no service principal in the tenant'],
  [700016, 'the tenant has no such application'],
  [700024, 'the assertion was not valid at this time: is the clock right?'],
  [700027, 'the certificate is not registered with the application'],
  [500011, 'the tenant does not know the service that the token is for'],
  [90002, 'there is no such tenant'],
  [900023, 'there is no such tenant'],
])

/** Errors of OAuth 2.0 that may pass (RFC 6749, 4.1.2.1). Every other says that the request itself is refused. */
const PASSING: readonly string[] = ['temporarily_unavailable', 'server_error']

/** Why the sign-in gave no token, by its status and its documented codes. */
export function refusalOf(who: string, response: Response, text: string): Failure {
  const { status } = response
  const wait = retryAfterMs(response.headers)
  if (status === 429 || (status === 503 && wait !== undefined))
    return new Failure('IDENTITY_THROTTLED', `The sign-in of ${who} is throttled`, {
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    })
  const refused = errorIn(text)
  // What has no error of the sign-in comes from something between, such as a proxy.
  if (status >= 500 || refused === undefined || PASSING.includes(refused.error))
    return new Failure('IDENTITY_FAILED', `The sign-in of ${who} answered ${status}`)
  const [code] = refused.error_codes
  const why = (code === undefined ? undefined : CAUSES.get(code)) ?? refused.error
  const number = code === undefined ? '' : ` (AADSTS${code})`
  return new Failure('IDENTITY_UNAUTHORIZED', `The sign-in of ${who} was refused: ${why}${number}`)
}

/** That the sign-in could not be reached, took too long, or answered with something that is no JSON. */
export const unreachable = (who: string, cause: unknown): Failure =>
  new Failure('IDENTITY_FAILED', `The sign-in of ${who} did not answer as it should: ${reasonOf(cause)}`, { cause })

/** fetch tells what happened in the cause of its error. */
const reasonOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'unknown'
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message
}

function errorIn(text: string): z.infer<typeof SignInError> | undefined {
  try {
    return SignInError.safeParse(JSON.parse(text)).data
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}
