import type { RunEnd } from '../../hosts/port.ts'
import { apiFailure, denied, endedWithoutWord, usageLimit, type EndingFailure } from '../endings.ts'
import type { CliRequest } from '../port.ts'
import type { Result } from './events.ts'

/** What a run had said when it ended. */
export interface Heard {
  /** Whether its session was there. */
  readonly begun: boolean
  readonly result: Result | undefined
  /** Kind of the last failure of the API. */
  readonly apiError: string | undefined
  /** When the limit that it ran into is lifted, in seconds since the epoch. */
  readonly resetsAt: number | undefined
  /** Tools that it asked for and was not offered. */
  readonly refused: readonly string[]
}

/** Why a run that ended by itself is no success; undefined when it is one. */
export function claudeFailure(request: CliRequest, end: RunEnd, heard: Heard): EndingFailure | undefined {
  const { result } = heard
  if (result === undefined || (!heard.begun && result.is_error)) return endedWithoutWord(request, end, heard.begun)
  const said = result.errors.join('; ') || result.result || `exit code ${end.exitCode ?? 'none'}`
  switch (result.subtype) {
    case 'error_max_turns':
      return { code: 'AGENT_MAX_TURNS', message: said }
    case 'error_max_budget_usd':
      return { code: 'AGENT_BUDGET', message: said }
    case 'error_max_structured_output_retries':
      return { code: 'ANSWER_INVALID', message: said }
    default:
  }
  if (result.is_error && heard.apiError !== undefined) return failedCall(result, heard.apiError, heard.resetsAt, said)
  const denials = [...result.permission_denials.map(({ tool_name }) => tool_name), ...heard.refused]
  if (denials.length > 0) return denied(denials)
  return result.is_error || end.exitCode !== 0 ? { code: 'AGENT_FAILED', message: said } : undefined
}

/** Kinds that tell more than the status: someone has to see to the account. */
const ACCOUNT = [
  ...['authentication_failed', 'oauth_org_not_allowed', 'account_on_hold'],
  ...['verification_required', 'cloud_credential_error'],
]
/** Kinds that pass by themselves, with or without a status. */
const PASSING = ['rate_limit', 'overloaded', 'server_error']

function failedCall(result: Result, kind: string, resetsAt: number | undefined, said: string): EndingFailure {
  if (result.api_error === 'usage_limit_reached' || (kind === 'rate_limit' && resetsAt !== undefined))
    return usageLimit(resetsAt)
  if (ACCOUNT.includes(kind)) return { code: 'AGENT_LOGIN_REQUIRED', message: said }
  if (PASSING.includes(kind)) return { code: 'AGENT_API_ERROR', message: said, transient: true }
  return apiFailure(result.api_error_status ?? 400, said)
}
