import { request } from '@octokit/request'
import { z } from 'zod'
import { Failure } from '#contract'
import type { Breaker } from '../../breaker.ts'

/** What GitHub answered, whatever the status. */
export interface Reply {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Parsed JSON, or text where it is none. */
  readonly data: unknown
}

export interface Call {
  /** As in GitHub's documentation: `GET /repos/{owner}/{repo}`. */
  readonly route: string
  /** For the places of the route, the query or the body. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

export type Exchange = (call: Call, authorization: string, signal: AbortSignal) => Promise<Reply>

const silent = (): void => undefined
const SILENT_LOG = { debug: silent, info: silent, warn: silent, error: silent }

/** octokit throws for what is refused, with the answer in it, and without one where none came. */
const Refused = z.object({
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.coerce.string()), data: z.unknown() }),
})
const Answered = Refused.shape.response

/**
 * One request to GitHub's REST API and its answer: nothing is repeated, and no redirect is followed.
 * @param timeoutMs in which the whole answer must be there
 * @param breaker stands before each of them
 * @returns a function that throws Failure FORGE_FAILED (transient) where no answer came or it is a 5xx, FORGE_THROTTLED
 *   where that names a time, SERVICE_UNAVAILABLE while GitHub is taken to be down, or the signal's reason
 */
export function createExchange(apiUrl: string, timeoutMs: number, breaker: Breaker): Exchange {
  const send = request.defaults({
    baseUrl: apiUrl,
    headers: { 'user-agent': 'slipway', 'x-github-api-version': '2022-11-28' },
  })
  const exchange: Exchange = async ({ route, parameters, headers }, authorization, signal) => {
    signal.throwIfAborted()
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const answer = await send(route, {
      ...parameters,
      headers: { ...headers, authorization },
      request: { signal: limited, redirect: 'manual', log: SILENT_LOG },
    }).catch((thrown: unknown) => thrown)
    signal.throwIfAborted()
    const reply = Refused.safeParse(answer).data?.response ?? Answered.safeParse(answer).data
    if (reply === undefined || limited.aborted) {
      const what = limited.aborted ? `did not answer within ${timeoutMs} ms` : `could not be reached: ${textOf(answer)}`
      throw new Failure('FORGE_FAILED', `GitHub ${what} (${route})`)
    }
    if (reply.status >= 500) throw outageOf(reply, route)
    return reply
  }
  return (call, authorization, signal) => breaker.call(signal, () => exchange(call, authorization, signal))
}

/** A 5xx that names no time is all that is known of an outage; one that does is obeyed as any throttle. */
function outageOf({ status, headers }: Reply, route: string): Failure {
  const waitS = Number.parseInt(headers['retry-after'] ?? '', 10)
  if (Number.isNaN(waitS)) return new Failure('FORGE_FAILED', `GitHub answered ${status} (${route})`)
  const text = `GitHub answered ${status} (${route}) and asks to wait for ${waitS} s`
  return new Failure('FORGE_THROTTLED', text, { retryAfterMs: Math.max(1, waitS) * 1_000 })
}

/** What octokit made of the error of the network: it holds neither the request nor its headers. */
const textOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
