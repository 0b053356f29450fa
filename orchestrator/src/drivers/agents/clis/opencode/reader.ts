import type { AgentTokens } from '#contract'
import type { RunEnd } from '../../hosts/port.ts'
import { jsonIn } from '../answer.ts'
import { apiFailure, denied, endedFromOutside, endedWithoutWord, usageLimit, type EndingFailure } from '../endings.ts'
import { Limits } from '../limits.ts'
import { eventIn, toolLine } from '../lines.ts'
import type { AgentEnding, AgentEvent, CliRequest, OutputReader } from '../port.ts'
import { OpencodeEvent, type RunError } from './events.ts'
import { mayAlways, permissionsFor } from './permissions.ts'

type Finished = Extract<OpencodeEvent, { type: 'step_finish' }>['part']
type ToolUse = Extract<OpencodeEvent, { type: 'tool_use' }>['part']

/** Reads what opencode prints. */
export class OpencodeReader implements OutputReader {
  readonly #request: CliRequest
  readonly #limits: Limits
  #session: string | undefined
  #words = ''
  #totals: { readonly turns: number; readonly costUsd: number; readonly tokens: AgentTokens } = {
    ...{ turns: 0, costUsd: 0, tokens: { input: 0, output: 0, cached: 0 } },
  }
  #finished = false
  #error: RunError | undefined
  readonly #refused: string[] = []

  constructor(request: CliRequest) {
    this.#request = request
    this.#limits = new Limits(request)
  }

  line(text: string): AgentEvent[] {
    const event = eventIn(OpencodeEvent, text)
    if (event === undefined) return []
    const begins: AgentEvent[] = this.#session === undefined ? [{ kind: 'session', id: event.sessionID }] : []
    this.#session = event.sessionID
    return [...begins, ...this.#hear(event)]
  }

  end(end: RunEnd): AgentEnding {
    return {
      failure: endedFromOutside(end, this.#limits.passed) ?? this.#failure(end),
      summary: this.#words,
      structured: this.#request.jsonSchema === undefined ? undefined : jsonIn(this.#words),
      sessionId: this.#session,
      ...this.#totals,
    }
  }

  #hear(event: OpencodeEvent): AgentEvent[] {
    switch (event.type) {
      case 'step_start':
        return []
      case 'text':
        this.#words = event.part.text
        return []
      case 'tool_use':
        return this.#used(event.part)
      case 'step_finish':
        return this.#stepped(event.part)
      case 'error':
        this.#error = event.error
        return []
    }
  }

  /** A tool that failed was denied if it is not allowed whatever it is used for: opencode tells no other reason. */
  #used({ tool, state }: ToolUse): AgentEvent[] {
    if (state.status === 'error' && !mayAlways(permissionsFor(this.#request), tool)) this.#refused.push(tool)
    return [{ kind: 'tool', line: toolLine(tool, state.input) }]
  }

  #stepped({ reason, cost, tokens: step }: Finished): AgentEvent[] {
    const { turns, costUsd, tokens } = this.#totals
    this.#finished = reason === 'stop'
    this.#totals = {
      turns: turns + 1,
      costUsd: costUsd + cost,
      tokens: {
        input: tokens.input + step.input + step.cache.read + step.cache.write,
        output: tokens.output + step.output + step.reasoning,
        cached: tokens.cached + step.cache.read,
      },
    }
    return [{ kind: 'usage', ...this.#totals }, ...(this.#finished ? [] : this.#limits.see(this.#totals))]
  }

  #failure(end: RunEnd): EndingFailure | undefined {
    if (this.#error !== undefined) return failedCall(this.#error)
    if (this.#refused.length > 0) return denied(this.#refused)
    const begun = this.#session !== undefined
    return this.#finished && end.exitCode === 0 ? undefined : endedWithoutWord(this.#request, end, begun)
  }
}

function failedCall({ name, data }: RunError): EndingFailure {
  const { message, statusCode, isRetryable = false, responseHeaders } = data
  if (name === 'ProviderAuthError') return { code: 'AGENT_LOGIN_REQUIRED', message }
  if (name !== 'APIError') return { code: 'AGENT_FAILED', message: `${name}: ${message}` }
  const reset = Number(responseHeaders['anthropic-ratelimit-unified-reset'])
  if (responseHeaders['anthropic-ratelimit-unified-status'] === 'rejected')
    return usageLimit(Number.isFinite(reset) ? reset : undefined)
  return apiFailure(statusCode ?? (isRetryable ? undefined : 400), message)
}
