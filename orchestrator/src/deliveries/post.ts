import { lookup } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isRefusedAddress } from './addresses.ts'

/** Milliseconds for all of it: name, connection, request and answer. */
const TIMEOUT_MS = 10_000

export interface Address {
  readonly address: string
  readonly family: number
}

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly Address[]>

export interface PostOptions {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly signal: AbortSignal
  /** @default the system's own */
  readonly resolve?: Resolve | undefined
}

/** What became of a POST. */
export type Posted =
  | { readonly kind: 'accepted'; readonly status: number }
  /** It can never work: it was not sent, or not wanted. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It may work later: nobody answered, or not well. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs?: number | undefined }

const resolveAll: Resolve = (host) => lookup(host, { all: true })

/** Posts JSON once. Redirects are not followed, and an address is judged after its name was resolved, then connected to. */
export async function post({ url, headers, body, signal, resolve = resolveAll }: PostOptions): Promise<Posted> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    const addresses = await within(limited, addressesOf(url, resolve))
    const refused = addresses.find(({ address }) => isRefusedAddress(address))
    if (refused !== undefined) return { kind: 'refused', reason: `${refused.address} is no address to post to` }
    const options: RequestOptions = {
      ...{ method: 'POST', agent: false, signal: limited, lookup: always(addresses) },
      headers: { ...headers, 'content-type': 'application/json', 'content-length': body.length },
    }
    const { promise, resolve: answer, reject } = Promise.withResolvers<IncomingMessage>()
    const request = url.protocol === 'https:' ? requestHttps(url, options, answer) : requestHttp(url, options, answer)
    request.on('error', reject).end(body)
    const response = await promise
    response.destroy() // what it says beyond its status is of no interest
    return judge(response)
  } catch (thrown) {
    return { kind: 'failed', reason: limited.aborted ? 'no answer in time' : codeOf(thrown) }
  }
}

/** An address may stand in the URL itself, of IPv6 in brackets. */
async function addressesOf({ hostname }: URL, resolve: Resolve): Promise<readonly Address[]> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(host)
  return family === 0 ? resolve(host) : [{ address: host, family }]
}

/** Nobody asks again for a name that was judged: the second answer could be another one. */
const always =
  (addresses: readonly Address[]): LookupFunction =>
  (_host, { all }, callback) => {
    const [first] = addresses
    if (all === true) callback(null, [...addresses])
    else callback(null, first?.address ?? '', first?.family)
  }

const judge = ({ statusCode: status = 0, headers }: IncomingMessage): Posted => {
  if (status >= 200 && status < 300) return { kind: 'accepted', status }
  const reason = `answered ${status}`
  if (status !== 429 && status < 500) return { kind: 'refused', reason }
  return { kind: 'failed', reason, retryAfterMs: retryAfterMs(headers['retry-after']) }
}

/** A time to wait: in seconds, or until a date (RFC 9110, 10.2.3). */
const retryAfterMs = (value: string | undefined): number | undefined => {
  if (value === undefined) return undefined
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(new Error('It took too long', { cause: signal.reason }))
  if (signal.aborted) stop() // it tells nobody who comes late
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** An error's code, as system errors have one, and never its text: that may hold the address with all that is in it. */
const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'it failed'
