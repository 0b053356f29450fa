import type { AzureAccount } from './azure-account.ts'
import type { Ask } from './azure-network.ts'
import { signIn, type Grant } from './azure-sign-in.ts'

export type { AzureAccount } from './azure-account.ts'
export { retryAfterMs } from './retry-after.ts'

export interface TokenSource {
  /**
   * An access token for a scope (`<resource>/.default`) that is good for a while. Any number of calls at once make one
   * request.
   * @throws Failure IDENTITY_UNAUTHORIZED, IDENTITY_THROTTLED, IDENTITY_FAILED, CONFIG_INVALID (the certificate is none),
   * or the signal's reason
   */
  token(scope: string, signal: AbortSignal): Promise<string>
  /** Gives a token up that a service refused, however long it should have been good. */
  forget(token: string): void
}

interface TokenSourceOptions {
  /** Milliseconds that one request of the sign-in may take. @default 20_000 */
  readonly timeoutMs?: number
  /** Stands around each request of the sign-in. @default nothing does */
  readonly ask?: Ask
}

/** A token is renewed when this share of its life is left, but no more than five minutes before its end. */
const RENEWED_WITHIN = 0.1
const RENEWED_WITHIN_MS = 5 * 60_000

const isFresh = ({ issuedAt, expiresAt }: Grant): boolean =>
  Date.now() < expiresAt - Math.min(RENEWED_WITHIN_MS, (expiresAt - issuedAt) * RENEWED_WITHIN)

/** Access tokens of an account, kept as long as they are good. */
export function createTokenSource(
  account: AzureAccount,
  { timeoutMs = 20_000, ask: around = (request) => request() }: TokenSourceOptions = {},
): TokenSource {
  const granted = new Map<string, Grant>()
  const asked = new Map<string, Promise<Grant>>()

  // Nobody's signal stops it: others may wait for the same token.
  const ask = async (scope: string): Promise<Grant> => {
    try {
      const grant = await signIn(account, scope, { timeoutMs, ask: around })
      granted.set(scope, grant)
      return grant
    } finally {
      asked.delete(scope)
    }
  }

  return {
    async token(scope, signal) {
      signal.throwIfAborted()
      const known = granted.get(scope)
      if (known !== undefined && isFresh(known)) return known.token
      const request = asked.get(scope) ?? ask(scope)
      asked.set(scope, request)
      return (await unlessAborted(request, signal)).token
    },
    forget(token) {
      for (const [scope, grant] of granted) if (grant.token === token) granted.delete(scope)
    },
  }
}

/** What a promise gives, or the signal's reason when that comes first. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
