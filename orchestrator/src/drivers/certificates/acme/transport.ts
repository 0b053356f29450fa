import { AsyncLocalStorage } from 'node:async_hooks'
import { axios } from 'acme-client'
import { Failure } from '#contract'
import type { Breaker } from '../../breaker.ts'
import { AcmeError, failureOf, isAcmeError, Problem } from './problem.ts'

/** In whose name requests are made. */
export interface Caller {
  readonly signal: AbortSignal
  /** Milliseconds that one request may take. */
  readonly timeoutMs: number
  /** Stands before each request. */
  readonly breaker: Breaker
}

/** One call of acme-client, which makes several requests. */
interface Exchange extends Caller {
  /** The last answer refused its nonce, which has no other effect (RFC 8555, 6.5). */
  badNonce: boolean
}

interface Request {
  readonly method: string
  readonly url: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Codes of OpenSSL and Node for a server whose certificate is not accepted. */
const UNTRUSTED: readonly string[] = [
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

const SERVER_ERROR = 500

/** Times that a call is repeated after acme-client's own five repetitions for a refused nonce. */
const NONCE_ROUNDS = 4

const exchanges = new AsyncLocalStorage<Exchange>()

/**
 * One HTTP request, whatever its status, unless that tells of an outage.
 * @throws Failure CERTIFICATE_FAILED when there is no answer or only a 5xx, SERVICE_UNAVAILABLE in its place while the
 *   authority is taken to be down, ACME_DIRECTORY_INVALID when the server is not trusted; the signal's reason
 */
export const send = (request: Request, caller: Caller): Promise<Answer> =>
  caller.breaker.call(caller.signal, async () => {
    const answer = await fetched(request, caller)
    const outage = answer.status >= SERVER_ERROR ? refusalOf(request, answer) : undefined
    if (outage?.class === 'transient') throw outage
    return answer
  })

async function fetched({ url, ...request }: Request, { signal, timeoutMs }: Caller): Promise<Answer> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.any([signal, timeout]) })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (thrown) {
    signal.throwIfAborted()
    const { host } = new URL(url)
    if (timeout.aborted) throw unanswered(`${host} did not answer within ${timeoutMs / 1_000} s`, thrown)
    const code = codeOf(thrown)
    if (!UNTRUSTED.includes(code)) throw unanswered(`${host} could not be reached: ${code}`, thrown)
    const message = `the TLS certificate of ${host} is not trusted (${code}); NODE_EXTRA_CA_CERTS names a file of further roots`
    throw new Failure('ACME_DIRECTORY_INVALID', message, { cause: thrown })
  }
}

const unanswered = (message: string, cause: unknown) => new Failure('CERTIFICATE_FAILED', message, { cause })

/** The system's code of what fetch wraps into a TypeError. */
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  return thrown.cause === undefined ? thrown.message : codeOf(thrown.cause)
}

/** Milliseconds that an answer's Retry-After names, as seconds or as a date (RFC 9110, 10.2.3). */
export function retryAfterOf(headers: Headers): number | undefined {
  const told = headers.get('retry-after')
  if (told === null) return undefined
  const ms = /^\d+$/.test(told) ? Number(told) * 1_000 : Date.parse(told) - Date.now()
  return Number.isFinite(ms) ? Math.max(ms, 0) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

const isJson = (headers: Headers): boolean =>
  /^application\/(?:[\w.-]+\+)?json\b/.test(headers.get('content-type') ?? '')

/**
 * Sees to it that an answer is what acme-client can read.
 * @returns whether it only refuses the nonce, which acme-client repeats by itself
 * @throws Failure for every other error, and for JSON that is none
 */
function judge({ url }: Request, answer: Answer): boolean {
  const { status, headers, text } = answer
  if (status < 300) {
    if (isJson(headers) && parsed(text) === undefined && text !== '')
      throw unanswered(`${new URL(url).host} answered with malformed JSON`, text.length)
    return false
  }
  const refusal = refusalOf({ url }, answer)
  if (isAcmeError(refusal, 'badNonce')) return true
  throw refusal
}

/** An answer that is an error, as a failure. */
function refusalOf({ url }: Pick<Request, 'url'>, { status, headers, text }: Answer): Failure {
  const body = isJson(headers) ? parsed(text) : undefined
  const error = new AcmeError(Problem.safeParse(body).data, status)
  return failureOf(error, `${new URL(url).host} answered`, retryAfterOf(headers))
}

// acme-client sends everything through this instance, without a timeout, repeats what fails up to five times in silence,
// and keeps of an error its message alone. An adapter is the one place below all that (a Failure passes it untouched).
axios.defaults.adapter = async (config) => {
  const exchange = exchanges.getStore()
  if (exchange === undefined) throw new Failure('INTERNAL', 'acme-client was called outside of an exchange')
  const { method = 'get', url = '', headers } = config
  const data: unknown = config.data
  const request = {
    ...{ method: method.toUpperCase(), url },
    headers: { 'content-type': 'application/jose+json', 'user-agent': String(headers.get('User-Agent')) },
    ...(typeof data === 'string' ? { body: data } : {}),
  }
  const answer = await send(request, exchange)
  exchange.badNonce = judge(request, answer)
  return {
    ...{ data: answer.text, status: answer.status, statusText: '', config },
    headers: Object.fromEntries(answer.headers),
  }
}

/**
 * Makes a call of acme-client in the name of a caller. Refused nonces are repeated for as long as is likely to help.
 * @throws Failure; the signal's reason
 */
export async function exchange<T>(caller: Caller, call: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round++) {
    const state: Exchange = { ...caller, badNonce: false }
    try {
      return await exchanges.run(state, call)
    } catch (thrown) {
      caller.signal.throwIfAborted()
      if (thrown instanceof Failure) throw thrown
      if (state.badNonce && round < NONCE_ROUNDS) continue
      const reason = state.badNonce ? 'every nonce was refused' : Failure.from(thrown).message
      throw unanswered(`the certificate authority's answer could not be used: ${reason}`, thrown)
    }
  }
}
