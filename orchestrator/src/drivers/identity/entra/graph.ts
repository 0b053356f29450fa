import { AuthenticationHandler, Client, ResponseType, type Middleware } from '@microsoft/microsoft-graph-client'
import { z } from 'zod'
import type { TokenSource } from '#settings/azure-token'
import type { Breaker } from '../../breaker.ts'
import { graphFailure, graphSilence } from './graph-failure.ts'
import type { GraphRequest } from './graph-request.ts'

export interface GraphAnswer {
  readonly status: number
  /** JSON, or undefined for an answer without a body. */
  readonly body: unknown
  /** The service's clock, as its header `Date` tells it. */
  readonly date: string | null
}

/**
 * Makes one request of Graph, and not another: only a token that is refused is renewed, once.
 * @throws Failure IDENTITY_UNAUTHORIZED, IDENTITY_FORBIDDEN, IDENTITY_THROTTLED, IDENTITY_FAILED, SERVICE_UNAVAILABLE while
 *   Graph is taken to be down, or the signal's reason
 */
export type Graph = (request: GraphRequest, signal: AbortSignal) => Promise<GraphAnswer>

interface GraphOptions {
  /** Origin, without a slash at its end. */
  readonly graphUrl: string
  readonly tokens: TokenSource
  /** Stands before each request. */
  readonly breaker: Breaker
  /** Milliseconds that a request may take. */
  readonly timeoutMs: number
}

const VERSION = 'v1.0'
const UNAUTHORIZED = 401
const SERVER_ERROR = 500

export function createGraph({ graphUrl, tokens, breaker, timeoutMs }: GraphOptions): Graph {
  const customHosts = new Set([new URL(graphUrl).hostname])
  const scope = `${graphUrl}/.default`

  const exchange = async (request: GraphRequest, token: string, signal: AbortSignal) => {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    // The client wraps what fetch throws and drops its cause, so it is kept here.
    let cause: unknown
    const transport: Middleware = {
      async execute(context) {
        const sent = fetch(z.string().parse(context.request), {
          ...context.options,
          redirect: 'manual',
          signal: bounded,
        })
        context.response = await sent.catch((thrown: unknown) => {
          cause = thrown
          throw thrown
        })
      },
    }
    // The client's own chain repeats requests by itself, POST among them, and sleeps meanwhile: nothing of it is used
    // but the authentication, which gives the token to Graph's host alone.
    const middleware = [new AuthenticationHandler({ getAccessToken: () => Promise.resolve(token) }), transport]
    const client = Client.initWithMiddleware({ baseUrl: graphUrl, defaultVersion: VERSION, customHosts, middleware })
    try {
      const response = await raw(client, request)
      return { response, text: await response.text() }
    } catch (thrown) {
      signal.throwIfAborted()
      throw graphSilence(request, cause ?? thrown)
    }
  }

  const send = (request: GraphRequest, token: string, signal: AbortSignal) =>
    breaker.call(signal, async () => {
      const answer = await exchange(request, token, signal)
      if (answer.response.status >= SERVER_ERROR) throw graphFailure(request, answer.response, answer.text)
      return answer
    })

  return async (request, signal) => {
    const token = await tokens.token(scope, signal)
    let { response, text } = await send(request, token, signal)
    if (response.status === UNAUTHORIZED) {
      tokens.forget(token)
      ;({ response, text } = await send(request, await tokens.token(scope, signal), signal))
    }
    if (!response.ok && request.accept?.includes(response.status) !== true) throw graphFailure(request, response, text)
    return { status: response.status, body: jsonOf(request, text), date: response.headers.get('date') }
  }
}

async function raw(client: Client, { method, path, query, headers, body }: GraphRequest): Promise<Response> {
  const request = client.api(path).responseType(ResponseType.RAW)
  if (query !== undefined) request.query(query)
  if (headers !== undefined) request.headers(headers)
  const sends = { GET: () => request.get(), DELETE: () => request.delete() }
  const response: unknown =
    method === 'POST'
      ? await request.post(body)
      : method === 'PATCH'
        ? await request.patch(body)
        : await sends[method]()
  if (response instanceof Response) return response
  throw new TypeError('the Graph client gave no response')
}

function jsonOf(request: GraphRequest, text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw graphSilence(request, thrown)
  }
}
