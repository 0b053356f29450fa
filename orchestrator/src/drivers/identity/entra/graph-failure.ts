import { z } from 'zod'
import { Failure, type FailureCode } from '#contract'
import { retryAfterMs } from '#settings/azure-token'
import type { GraphRequest } from './graph-request.ts'

/** https://learn.microsoft.com/graph/errors */
const GraphError = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

/** The least that the driver needs; docs/entra.md. */
const PERMISSION = 'Application.ReadWrite.OwnedBy'

/** A refusal of Graph, by its status. */
export function graphFailure(request: GraphRequest, response: Response, text: string): Failure {
  const { status, headers } = response
  const wait = retryAfterMs(headers)
  const said = `Graph answered ${status}${errorIn(text)} to ${calledOf(request)}`
  if (status === 429 || ((status === 503 || status === 504) && wait !== undefined))
    return new Failure('IDENTITY_THROTTLED', said, wait === undefined ? {} : { retryAfterMs: wait })
  if (status >= 500) return new Failure('IDENTITY_FAILED', said)
  const [code, hint] = REFUSALS[status] ?? ['IDENTITY_FAILED', '']
  return new Failure(code, `${said}${hint}`, { class: 'permanent' })
}

const REFUSALS: Readonly<Partial<Record<number, readonly [FailureCode, string]>>> = {
  401: ['IDENTITY_UNAUTHORIZED', ': it does not accept the token'],
  403: ['IDENTITY_FORBIDDEN', `: the client needs the application permission ${PERMISSION}`],
}

/** That Graph did not answer, or not with what it documents. */
export function graphSilence(request: GraphRequest, cause: unknown): Failure {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const why = reason instanceof Error ? reason.message : 'unknown'
  return new Failure('IDENTITY_FAILED', `Graph did not answer ${calledOf(request)} as it should: ${why}`, { cause })
}

/** What a body holds, as the schema has it. @throws Failure IDENTITY_FAILED (transient) when it is something else */
export function answered<T>(schema: z.ZodType<T>, body: unknown, request: GraphRequest): T {
  const { data, error } = schema.safeParse(body)
  if (data === undefined) throw graphSilence(request, error)
  return data
}

const calledOf = ({ method, path }: GraphRequest): string => `${method} ${path}`

function errorIn(text: string): string {
  try {
    const { data } = GraphError.safeParse(JSON.parse(text))
    return data === undefined ? '' : ` (${data.error.code}: ${data.error.message})`
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return ''
    throw thrown
  }
}
