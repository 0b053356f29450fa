import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '#contract'
import { Problem, Refused } from '../refused.ts'
import { unreachable } from './unreachable.ts'

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
      throw unreachable(url, cause, REQUEST_MS)
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
