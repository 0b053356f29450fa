import { Failure } from '#contract'
import type { Breaker } from '../../breaker.ts'
import type { GithubAuth } from '../../settings.ts'
import { createCredentials, throttled, type Grant } from './credentials.ts'
import { createExchange, type Call, type Reply } from './http.ts'
import { throttledFor } from './refusal.ts'

/** GitHub's REST API as one account sees it. */
export interface Api {
  /**
   * One request. Only a token that had ended is replaced and the request sent again: it was not carried out.
   * @returns the answer, unless it is one of those below: 1xx to 4xx
   * @throws Failure FORGE_UNAUTHORIZED, FORGE_THROTTLED (also without asking, while GitHub wants to be left alone),
   *   FORGE_FAILED (transient) where no answer came or it is a 5xx, SERVICE_UNAVAILABLE while GitHub is taken to be down
   */
  send(call: Call, signal: AbortSignal): Promise<Reply>
  grant(signal: AbortSignal): Promise<Grant>
}

export interface ApiOptions {
  /** Without a slash at its end. */
  readonly apiUrl: string
  readonly auth: GithubAuth
  readonly breaker: Breaker
  /** Milliseconds in which an answer must be there. @default 20_000 */
  readonly timeoutMs?: number
  /** Milliseconds of waiting where GitHub throttles and does not say for how long. @default 60_000 */
  readonly silenceMs?: number
}

export function createApi({ apiUrl, auth, breaker, timeoutMs = 20_000, silenceMs = 60_000 }: ApiOptions): Api {
  const exchange = createExchange(apiUrl, timeoutMs, breaker)
  const credentials = createCredentials(auth, exchange, silenceMs)
  // Who goes on asking while throttled may be banned: so no request of this process leaves before the time named.
  let closedUntil = 0

  const send = async (call: Call, signal: AbortSignal, isRepeated: boolean): Promise<Reply> => {
    const closedFor = closedUntil - performance.now()
    if (closedFor > 0) throw throttled(closedFor)
    const { token } = await credentials.grant(signal)
    const reply = await exchange(call, `Bearer ${token}`, signal)
    if (reply.status === 401) {
      if (credentials.refuse(token) && !isRepeated) return send(call, signal, true)
      throw new Failure('FORGE_UNAUTHORIZED', `GitHub does not accept the token (${call.route})`)
    }
    const retryAfterMs = throttledFor(reply, silenceMs)
    if (retryAfterMs === undefined) return reply
    closedUntil = Math.max(closedUntil, performance.now() + retryAfterMs)
    throw throttled(retryAfterMs)
  }
  return { send: (call, signal) => send(call, signal, false), grant: (signal) => credentials.grant(signal) }
}
