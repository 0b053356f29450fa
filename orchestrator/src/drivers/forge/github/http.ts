import { request } from '@octokit/request'
import { z } from 'zod'
import { Failure } from '#contract'

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
 * @returns a function that throws Failure FORGE_FAILED (transient) where no answer came or it is a 5xx, or the signal's reason
 */
export function createExchange(apiUrl: string, timeoutMs: number): Exchange {
  const send = request.defaults({
    baseUrl: apiUrl,
    headers: { 'user-agent': 'slipway', 'x-github-api-version': '2022-11-28' },
  })
  return async ({ route, parameters, headers }, authorization, signal) => {
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
    if (reply.status >= 500) throw new Failure('FORGE_FAILED', `GitHub answered ${reply.status} (${route})`)
    return reply
  }
}

/** What octokit made of the error of the network: it holds neither the request nor its headers. */
const textOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
