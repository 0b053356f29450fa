import type { RunEnd } from '../hosts/port.ts'
import type { AgentEnding, CliRequest } from './port.ts'

export type EndingFailure = NonNullable<AgentEnding['failure']>

/** How long a task waits for a limit whose end nobody told. */
const UNKNOWN_RESET_MS = 15 * 60_000

/** Why a run is no success that was ended from outside, whatever its tool had said by then; undefined when it ended by itself. */
export function endedFromOutside({ reason }: RunEnd, limit: EndingFailure | undefined): EndingFailure | undefined {
  switch (reason) {
    case 'exited':
      return undefined
    case 'timeout':
      return { code: 'AGENT_TIMEOUT', message: 'The agent was ended when its time was up.' }
    case 'stopped':
      return limit ?? { code: 'AGENT_FAILED', message: 'The agent was stopped.' }
    case 'lease':
      return { code: 'AGENT_FAILED', message: 'The host ended the agent, as no orchestrator asked for it any more.' }
    case 'lost':
      return { code: 'AGENT_FAILED', message: 'The agent was killed on its host, or the host was started anew.' }
  }
}

/**
 * Of a run that ended by itself without saying how.
 * @param begun whether its session was there
 */
export function endedWithoutWord(request: CliRequest, { exitCode, errors }: RunEnd, begun: boolean): EndingFailure {
  const last = errors.trim().split('\n').at(-1) ?? ''
  const failure = {
    code: 'AGENT_FAILED',
    message: `The agent ended with exit code ${exitCode ?? 'none'} before it had finished${last === '' ? '.' : `: ${last}`}`,
  } as const
  // A tool that knows the session says so before anything else.
  return request.session.kind === 'resume' && !begun ? { ...failure, unknownSession: true } : failure
}

/** Failure of a run that wanted what it may not do. */
export const denied = (tools: readonly string[]): EndingFailure => ({
  code: 'AGENT_DENIED',
  message: `The agent was denied: ${[...new Set(tools)].join(', ')}`,
})

/** Failure of a call of the model's API, by its HTTP status; undefined status where there was no answer. */
export function apiFailure(status: number | undefined, said: string): EndingFailure {
  const message = `The model's API failed${status === undefined ? '' : ` with ${status}`}: ${said}`
  if (status === 401 || status === 403) return { code: 'AGENT_LOGIN_REQUIRED', message }
  const passes = status === undefined || status === 408 || status === 429 || status >= 500
  return { code: 'AGENT_API_ERROR', message, ...(passes ? { transient: true } : {}) }
}

/** Failure of a run whose account has used up its limit. @param resetsAtS seconds since the epoch, where it is known */
export const usageLimit = (resetsAtS: number | undefined): EndingFailure => ({
  code: 'AGENT_USAGE_LIMIT',
  message: "The usage limit of the agent's account is reached.",
  retryAfterMs: resetsAtS === undefined ? UNKNOWN_RESET_MS : Math.max(0, resetsAtS * 1000 - Date.now()),
})
