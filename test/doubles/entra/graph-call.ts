import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Answer, DoubleRequest, Handler } from '../kit/exchange.ts'
import { type Clock, isoTime } from './clock.ts'
import type { Directory } from './directory.ts'
import { denied, GraphError } from './graph-error.ts'
import type { Grant, Tokens } from './tokens.ts'

/** A request of Graph whose token was accepted. */
export interface GraphCall {
  readonly request: DoubleRequest
  /** operationId. */
  readonly operation: string
  readonly grant: Grant
  readonly directory: Directory
  readonly clock: Clock
}

export type GraphHandler = (call: GraphCall) => Answer

/** What all operations of Graph share. */
export interface GraphService {
  readonly clock: Clock
  readonly tokens: Tokens
  /** Its own address: the audience of the tokens that it takes. */
  readonly audience: () => string
  readonly directoryOf: (tenantId: string) => Directory | undefined
  /** Answers with 503 or 504 that a test has asked for. */
  readonly outages: Outages
}

/** That the service is out for some calls. After a 504 the work may have been done. */
export interface Outage {
  readonly operation: string
  readonly status: 503 | 504
  readonly done: boolean
  readonly times: number
}

export class Outages {
  readonly #pending: { readonly outage: Outage; left: number }[] = []

  add(outage: Outage): void {
    this.#pending.push({ outage, left: outage.times })
  }

  take(operation: string): Outage | undefined {
    const next = this.#pending.find(({ outage, left }) => outage.operation === operation && left > 0)
    if (next !== undefined) next.left -= 1
    return next?.outage
  }
}

const OUT = {
  503: new GraphError(503, 'serviceNotAvailable', 'The service is temporarily unavailable.'),
  504: new GraphError(504, 'UnknownError', 'The gateway did not get an answer in time.'),
} as const

/** Ids that an answer carries: its own, and the client's where it sent one. */
function idsOf(request: DoubleRequest): Record<string, string> {
  const own = randomUUID()
  const sent = z.string().optional().parse(request.headers['client-request-id'])
  return { 'request-id': own, 'client-request-id': sent ?? own }
}

/** The answer that reports an error, as the service words it. */
function graphErrorAnswer(error: GraphError, request: DoubleRequest, clock: Clock): Answer {
  const ids = idsOf(request)
  const { code, message, details, status } = error
  const innerError = { date: isoTime(clock.now()).slice(0, 19), ...ids }
  const body = { error: { code, message, ...(details.length === 0 ? {} : { details }), innerError } }
  return { status, headers: ids, body }
}

/** An operation behind the check of the token, with errors and ids as the service gives them. */
export function graphHandler(operation: string, handle: GraphHandler, service: GraphService): Handler {
  const accepted = (request: DoubleRequest): Answer => {
    const grant = service.tokens.grantOf(request.headers.authorization, service.audience())
    const directory = grant === undefined ? undefined : service.directoryOf(grant.tenantId)
    if (grant === undefined || directory === undefined) {
      throw new GraphError(401, 'InvalidAuthenticationToken', 'Access token is empty, has expired or is not yet valid.')
    }
    return handle({ request, operation, grant, directory, clock: service.clock })
  }
  return (request) => {
    try {
      const outage = service.outages.take(operation)
      if (outage?.done === true) accepted(request)
      if (outage !== undefined) throw OUT[outage.status]
      const answer = accepted(request)
      return { ...answer, headers: { ...answer.headers, ...idsOf(request) } }
    } catch (thrown) {
      if (thrown instanceof GraphError) return graphErrorAnswer(thrown, request, service.clock)
      throw thrown
    }
  }
}

const WRITE_ALL = 'Application.ReadWrite.All'
const WRITE_OWNED = 'Application.ReadWrite.OwnedBy'
const READ_ALL = 'Application.Read.All'

/** @throws GraphError 403 unless one of these permissions was granted */
function requireOne({ grant }: GraphCall, ...permissions: readonly string[]): void {
  if (!permissions.some((each) => grant.roles.includes(each))) throw denied()
}

/** Permissions of each kind of operation: https://learn.microsoft.com/graph/permissions-reference */
export const permit = {
  read: (call: GraphCall) => requireOne(call, READ_ALL, WRITE_OWNED, WRITE_ALL),
  /** What was deleted is listed to who may read all applications; OwnedBy is not named there. */
  readDeleted: (call: GraphCall) => requireOne(call, READ_ALL, WRITE_ALL),
  make: (call: GraphCall) => requireOne(call, WRITE_OWNED, WRITE_ALL),
  /** OwnedBy lets a client write what it made itself. */
  write: (call: GraphCall, { owner }: { readonly owner: string }) =>
    requireOne(call, WRITE_ALL, ...(owner === call.grant.clientId ? [WRITE_OWNED] : [])),
} as const
