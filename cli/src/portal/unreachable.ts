import { Failure } from '#contract'

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNRESET: 'the connection was cut',
  TimeoutError: 'no answer in time',
  UND_ERR_SOCKET: 'the connection was cut',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what answers there speaks no TLS, as https wants it',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'what answers there speaks no TLS, as https wants it',
}

/** Of certificates. */
const UNTRUSTED: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it has signed its certificate itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is of an authority that this machine does not know',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is of an authority that this machine does not know',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is of an authority that this machine does not know',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is of an authority that this machine does not know',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
}

// A DOMException has a code of its own, which is a number.
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : error.name)

/** Why a request did not get through, as the platform's own codes have it. @param patience that it had, in milliseconds */
export const unreachable = (url: string, cause: unknown, patience?: number): Failure => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code = inner instanceof Error ? codeOf(inner) : 'unknown'
  const distrust = UNTRUSTED[code]
  if (distrust !== undefined)
    return new Failure('PORTAL_UNTRUSTED', `portal-api at ${url} is not trusted: ${distrust}.`, { cause })
  const reason =
    patience !== undefined && code === 'TimeoutError'
      ? `no answer within ${patience / 1_000} s`
      : (REASONS[code] ?? code)
  return new Failure('PORTAL_UNREACHABLE', `portal-api at ${url} can't be reached: ${reason}.`, { cause })
}
