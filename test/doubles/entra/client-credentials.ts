import { createHash, X509Certificate } from 'node:crypto'
import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import { LoginError } from './login-error.ts'

/** A secret that a client may sign in with. */
export interface ClientSecret {
  readonly text: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** How a client of a tenant proves who it is. */
export interface ClientCredentials {
  readonly secrets: readonly ClientSecret[]
  /** PEM of the certificates that are registered. */
  readonly certificates: readonly string[]
}

const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const Proof = z.union([
  z.object({ client_secret: z.string() }),
  z.object({ client_assertion: z.string(), client_assertion_type: z.literal(CLIENT_ASSERTION_TYPE) }),
])

interface Checked {
  readonly clientId: string
  readonly credentials: ClientCredentials
  /** Address of the token endpoint: the audience of an assertion. */
  readonly endpoint: string
  readonly clock: Clock
}

/** @throws LoginError when the body of a token request does not prove that it comes from this client */
export async function checkProof(body: unknown, checked: Checked): Promise<void> {
  const { data } = Proof.safeParse(body)
  if (data === undefined) {
    const message = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
    throw new LoginError(401, 'invalid_client', 7000218, message)
  }
  if ('client_secret' in data) checkSecret(data.client_secret, checked)
  else await checkAssertion(data.client_assertion, checked)
}

function checkSecret(text: string, { clientId, credentials, clock }: Checked): void {
  const secret = credentials.secrets.find((each) => each.text === text)
  if (secret !== undefined && secret.expiresAt <= clock.now()) {
    throw new LoginError(
      401,
      'invalid_client',
      7000222,
      `The provided client secret keys for app '${clientId}' are expired.`,
    )
  }
  if (secret !== undefined) return
  throw new LoginError(401, 'invalid_client', 7000215, `Invalid client secret provided for app '${clientId}'.`)
}

/** Clocks may differ by five minutes. */
const SKEW_S = 300

const Header = z.object({
  alg: z.enum(['RS256', 'PS256']),
  'x5t#S256': z.string().optional(),
  x5t: z.string().optional(),
})

const thumbprint = (certificate: X509Certificate, hash: 'sha1' | 'sha256'): string =>
  createHash(hash).update(certificate.raw).digest('base64url')

async function checkAssertion(assertion: string, { clientId, credentials, endpoint, clock }: Checked): Promise<void> {
  const unregistered = new LoginError(
    401,
    'invalid_client',
    700027,
    `The certificate with identifier used to sign the client assertion is not registered on application '${clientId}'.`,
  )
  const { data: header } = Header.safeParse(headerOf(assertion))
  const certificate = credentials.certificates
    .map((pem) => new X509Certificate(pem))
    .find((each) => header?.['x5t#S256'] === thumbprint(each, 'sha256') || header?.x5t === thumbprint(each, 'sha1'))
  if (header === undefined || certificate === undefined) throw unregistered
  try {
    await jwtVerify(assertion, certificate.publicKey, {
      algorithms: [header.alg],
      audience: endpoint,
      issuer: clientId,
      subject: clientId,
      requiredClaims: ['exp', 'jti'],
      currentDate: new Date(clock.now()),
      clockTolerance: SKEW_S,
    })
  } catch (thrown) {
    if (thrown instanceof errors.JWSSignatureVerificationFailed) throw unregistered
    if (thrown instanceof errors.JWTExpired) {
      throw new LoginError(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.')
    }
    if (thrown instanceof errors.JWTClaimValidationFailed) {
      throw new LoginError(401, 'invalid_client', 700023, `Client assertion contains an invalid ${thrown.claim}.`)
    }
    throw thrown
  }
}

function headerOf(assertion: string): unknown {
  try {
    return decodeProtectedHeader(assertion)
  } catch (cause) {
    throw new LoginError(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.', { cause })
  }
}
