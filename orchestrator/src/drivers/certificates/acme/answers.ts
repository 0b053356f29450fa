import type { Order as AcmeOrder } from 'acme-client'
import { z } from 'zod'
import { Failure } from '#contract'
import { Problem } from './problem.ts'

/** An order as the authority tells it (RFC 8555, 7.1.3). */
export const OrderAnswer = z.object({
  url: z.url(),
  status: z.enum(['pending', 'ready', 'processing', 'valid', 'invalid']),
  identifiers: z.array(z.object({ type: z.string(), value: z.string() })),
  authorizations: z.array(z.url()),
  finalize: z.url(),
  certificate: z.url().exactOptional(),
  error: Problem.exactOptional(),
})
export type OrderAnswer = z.infer<typeof OrderAnswer>

const HttpChallenge = z.object({
  type: z.literal('http-01'),
  url: z.url(),
  status: z.enum(['pending', 'processing', 'valid', 'invalid']),
  // RFC 8555, 8.3: the base64url alphabet, and nothing else, as it becomes a path.
  token: z.string().regex(/^[A-Za-z0-9_-]{1,512}$/),
  error: Problem.exactOptional(),
})
export type HttpChallenge = z.infer<typeof HttpChallenge>

/** A host's authorization (RFC 8555, 7.1.4) with the one challenge that is answered here. */
const Authorization = z.object({
  status: z.enum(['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked']),
  challenges: z.array(z.unknown()),
})

/** The authorization of an order for one host: a list of one. */
const Authorizations = z.tuple([Authorization])

export interface HostAuthorization {
  readonly status: z.infer<typeof Authorization>['status']
  readonly challenge: HttpChallenge
}

/** An order of which only the address is known, as acme-client takes it. */
export const orderAt = (url: string): AcmeOrder => ({
  ...{ url, status: 'pending', identifiers: [], authorizations: [], finalize: '' },
})

/**
 * An answer in the shape that it should have.
 * @throws Failure CERTIFICATE_FAILED when it has another
 */
export function understood<T>(schema: z.ZodType<T>, answer: unknown): T {
  const { data, error } = schema.safeParse(answer)
  if (data !== undefined) return data
  const message = 'the certificate authority answered something that RFC 8555 does not know'
  throw new Failure('CERTIFICATE_FAILED', message, { cause: error })
}

/** @throws Failure CERTIFICATE_FAILED; CERTIFICATE_REFUSED when the authority does not offer http-01 */
export function hostAuthorization(answer: unknown): HostAuthorization {
  const [{ status, challenges }] = understood(Authorizations, answer)
  const offered = challenges.find((each) => HttpChallenge.pick({ type: true }).safeParse(each).success)
  if (offered === undefined) {
    throw new Failure('CERTIFICATE_REFUSED', 'the certificate authority offers no http-01 challenge for this host')
  }
  return { status, challenge: understood(HttpChallenge, offered) }
}
