import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { Failure } from '#contract'
import { unavailable, type Issuer } from './issuer.ts'

/** Signatures that only the issuer can make; `none` and those by a shared secret are none of them. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
/** By how much the clocks of issuer and portal-api may differ, in seconds. */
const CLOCK_TOLERANCE_S = 5
const FETCH_TIMEOUT_MS = 5_000

/** How the issuer's keys are kept, in milliseconds. */
export interface KeysKept {
  /** A key that the issuer has withdrawn is refused after it; while the issuer is away, keys are good for as long. */
  readonly forMs: number
  /** For a key that is not known they are fetched anew, at most this often: names of keys can be made up. */
  readonly againAfterMs: number
}
const KEPT: KeysKept = { forMs: 10 * 60_000, againAfterMs: 10_000 }

/** What says that the token itself is wrong. Anything else that fails is the issuer, or the way to it. */
const REFUSALS: ReadonlySet<string> = new Set([
  errors.JWTExpired.code,
  errors.JWTClaimValidationFailed.code,
  errors.JWTInvalid.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWKSMultipleMatchingKeys.code,
])

/** What a token of the issuer says, and until when it holds, in milliseconds since the epoch. */
export interface VerifiedToken {
  readonly claims: JWTPayload
  readonly until: number
}

export interface BearerVerifier {
  /** @throws Failure UNAUTHORIZED with the reason, OIDC_UNAVAILABLE */
  verify(token: string): Promise<VerifiedToken>
}

const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** Whether a credential has the form of a signed JWT (RFC 7515, 7.1). */
export const isJwt = (text: string): boolean => FORM.test(text)

/** @param audience whom tokens must be for */
export const createBearerVerifier = (
  issuer: Issuer,
  name: string,
  audience: string,
  { forMs, againAfterMs }: KeysKept = KEPT,
): BearerVerifier => {
  const options = { timeoutDuration: FETCH_TIMEOUT_MS, cacheMaxAge: forMs, cooldownDuration: againAfterMs }
  let keys: { readonly uri: string; readonly get: JWTVerifyGetKey } | undefined

  /** The issuer's keys: fetched when they are first needed, when they are old, and when a token names one that is new. */
  const keysAt = (uri: string): JWTVerifyGetKey => {
    if (keys?.uri !== uri) keys = { uri, get: createRemoteJWKSet(new URL(uri), options) }
    return keys.get
  }

  return {
    async verify(token) {
      const { issuer: iss, jwks_uri: uri } = (await issuer.configuration()).serverMetadata()
      if (uri === undefined) throw unavailable(name, new Error('its discovery document has no jwks_uri'))
      const expected = { issuer: iss, audience, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE_S }
      try {
        const { payload } = await jwtVerify(token, keysAt(uri), { ...expected, requiredClaims: ['exp', 'sub'] })
        return { claims: payload, until: ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1_000 }
      } catch (thrown) {
        if (!(thrown instanceof errors.JOSEError) || !REFUSALS.has(thrown.code)) throw unavailable(name, thrown)
        throw new Failure('UNAUTHORIZED', `The JWT is refused: ${thrown.message}.`, { cause: thrown })
      }
    },
  }
}
