import { FAILURES, type FailureCode } from '#contract'
import { Problem, PROBLEM_TYPE } from '../schemas/problem.ts'
import type { DescribedResponse, RouteDocument } from './route.ts'

/** What any request may fail with. */
const ALWAYS: readonly FailureCode[] = ['INVALID_REQUEST', 'INTERNAL', 'REDIS_UNAVAILABLE']
const WITH_PRINCIPAL: readonly FailureCode[] = ['UNAUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED', 'OIDC_UNAVAILABLE']
const WITH_BODY: readonly FailureCode[] = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INVALID_BODY']

interface Asked extends Pick<RouteDocument, 'failures' | 'asks'> {
  readonly isPublic: boolean
  readonly hasBody: boolean
  readonly malformed: FailureCode | undefined
}

const codesOf = ({ failures, asks, isPublic, hasBody, malformed }: Asked): ReadonlySet<FailureCode> =>
  new Set([
    ...ALWAYS,
    ...(isPublic ? [] : WITH_PRINCIPAL),
    ...(hasBody ? WITH_BODY : []),
    ...(malformed === undefined ? [] : [malformed]),
    ...(asks ? (['ORCHESTRATOR_UNAVAILABLE'] as const) : []),
    ...failures,
  ])

const answer = (description: string): DescribedResponse => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: Problem } },
})

/** Statuses with which an orchestrator may refuse what it is asked. */
const REFUSALS = [...new Set(Object.values(FAILURES).map(({ http }) => http))]
const REFUSED = 'What the orchestrator that was asked refused with.'

/** The error answers of a route by their status, each with its codes and what to do about them. */
export const problemResponses = (asked: Asked): Record<number, DescribedResponse> => {
  const byStatus = Map.groupBy(codesOf(asked), (code) => FAILURES[code].http)
  const known = [...byStatus].map(([status, codes]) => {
    const lines = codes.map((code) => `\`${code}\`: ${FAILURES[code].remedy}`)
    return [status, answer(lines.join('\n\n'))] as const
  })
  const refused = asked.asks ? REFUSALS.map((status) => [status, answer(REFUSED)] as const) : []
  return Object.fromEntries([...refused, ...known])
}
