import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '#contract'
import { Problem, Refused } from '../refused.ts'

/** Longest that one request may take, in milliseconds: a dry run waits for an orchestrator. */
const REQUEST_MS = 30_000
const ATTEMPTS = 3
const FIRST_BACK_OFF_MS = 250
/** No Retry-After is obeyed beyond this, in milliseconds. */
const LONGEST_WAIT_MS = 10_000
const BUSY: ReadonlySet<number> = new Set([429, 502, 503])

export interface Access {
  readonly url: string
  readonly token: string
  /** Aborts when nothing is wanted any more. */
  readonly signal: AbortSignal
}

/** Sends a request. Resolves with good answers alone. */
export type Send = (request: Request) => Promise<Response>

/**
 * Requests that could not be served are sent again, a few times: writes carry an Idempotency-Key, so they are done once.
 * @throws Refused, Failure PORTAL_UNREACHABLE; the reason of the signal
 */
export const createSend = ({ url, signal }: Access): Send => {
  const once = async (request: Request): Promise<Response> => {
    const ending = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)])
    try {
      return await fetch(request, { signal: ending })
    } catch (cause) {
      signal.throwIfAborted()
      throw unreachable(url, cause)
    }
  }
  return async (request) => {
    // Once for all attempts: a write whose answer was lost is done once.
    if (request.method !== 'GET') request.headers.set('idempotency-key', randomUUID())
    for (let attempt = 1; ; attempt += 1) {
      const response = await once(request.clone())
      if (response.ok) return response
      const refusal = await refusalOf(response, url)
      if (attempt === ATTEMPTS || !BUSY.has(response.status) || isAnOrchestrators(refusal)) throw refusal
      await delay(waitOf(response, attempt), undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  }
}

/** portal-api has waited for one long enough itself. */
const isAnOrchestrators = (refusal: Refused | Failure): boolean => refusal.code === 'ORCHESTRATOR_UNAVAILABLE'

const waitOf = (response: Response, attempt: number): number => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, LONGEST_WAIT_MS) : FIRST_BACK_OFF_MS * 2 ** attempt
}

/** What an answer that is none of success says; one that portal-api can't have given comes from something in between. */
export const refusalOf = async (response: Response, url: string): Promise<Refused | Failure> => {
  const problem = Problem.safeParse(await response.json().catch(() => undefined))
  if (problem.success) return new Refused(problem.data)
  const what = `${url} answered ${response.status}, and not as portal-api does.`
  return new Failure(response.status >= 500 ? 'PORTAL_UNREACHABLE' : 'ANSWER_UNEXPECTED', what)
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  TimeoutError: `no answer within ${REQUEST_MS / 1_000} s`,
}

// A DOMException has a code of its own, which is a number.
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : error.name)

/** Why a request did not get through, as the platform's own codes have it. */
export const unreachable = (url: string, cause: unknown): Failure => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code = inner instanceof Error ? codeOf(inner) : 'unknown'
  return new Failure('PORTAL_UNREACHABLE', `portal-api at ${url} can't be reached: ${REASONS[code] ?? code}.`, {
    cause,
  })
}
