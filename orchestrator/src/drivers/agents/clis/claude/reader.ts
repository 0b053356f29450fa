import type { AgentTokens } from '#contract'
import type { RunEnd } from '../../hosts/port.ts'
import { endedFromOutside } from '../endings.ts'
import { eventIn, toolLine } from '../lines.ts'
import type { AgentEnding, AgentEvent, CliRequest, OutputReader } from '../port.ts'
import { ClaudeEvent, type Assistant, type Block, type ClaudeUsage, type Result } from './events.ts'
import { claudeFailure } from './failure.ts'

/** Reads what claude prints. It tells what it has cost only at its end. */
export class ClaudeReader implements OutputReader {
  readonly #request: CliRequest
  #session: string | undefined
  #directory = ''
  #offered: readonly string[] = []
  /** Tools by the id of their use, as far as they were not offered. */
  readonly #unoffered = new Map<string, string>()
  readonly #refused: string[] = []
  /** Of each answer by its id: it comes in several events, a block in each. */
  readonly #usage = new Map<string, ClaudeUsage>()
  #words = ''
  #apiError: string | undefined
  #resetsAt: number | undefined
  #result: Result | undefined

  constructor(request: CliRequest) {
    this.#request = request
  }

  line(text: string): AgentEvent[] {
    const event = eventIn(ClaudeEvent, text)
    switch (event?.type) {
      case 'system':
        return event.subtype === 'init' ? this.#begins(event) : []
      case 'assistant':
        return this.#says(event)
      case 'user':
        if (typeof event.message.content !== 'string') for (const block of event.message.content) this.#toolGave(block)
        return []
      case 'rate_limit_event':
        if (event.rate_limit_info.status === 'rejected') this.#resetsAt = event.rate_limit_info.resetsAt
        return []
      case 'result':
        this.#result = event
        return [{ kind: 'usage', ...this.#totals() }]
      case undefined:
        return []
    }
  }

  end(end: RunEnd): AgentEnding {
    const heard = {
      begun: this.#session !== undefined,
      ...{ result: this.#result, apiError: this.#apiError, resetsAt: this.#resetsAt, refused: this.#refused },
    }
    return {
      failure: endedFromOutside(end, undefined) ?? claudeFailure(this.#request, end, heard),
      summary: this.#result?.result ?? this.#words,
      structured: this.#result?.structured_output,
      sessionId: this.#session,
      ...this.#totals(),
    }
  }

  #begins({ session_id, cwd = '', tools = [] }: Extract<ClaudeEvent, { type: 'system' }>): AgentEvent[] {
    this.#session = session_id
    this.#directory = cwd
    this.#offered = tools
    return session_id === undefined ? [] : [{ kind: 'session', id: session_id }]
  }

  #says({ message, error, parent_tool_use_id }: Assistant): AgentEvent[] {
    this.#apiError = error
    const uses = message.content.flatMap((block) => this.#use(block))
    if (error !== undefined) return uses
    this.#words = message.content.map(({ text = '' }) => text).join('') || this.#words
    if (parent_tool_use_id !== undefined && parent_tool_use_id !== null) return uses
    this.#usage.set(message.id, message.usage)
    return [...uses, { kind: 'usage', ...this.#totals() }]
  }

  #use({ type, id = '', name = '', input }: Block): AgentEvent[] {
    if (type !== 'tool_use') return []
    if (!this.#offered.includes(name)) this.#unoffered.set(id, name)
    return [{ kind: 'tool', line: toolLine(name, input, this.#directory) }]
  }

  /** A tool that is not offered is refused without a denial in the result. */
  #toolGave({ type, tool_use_id = '', is_error = false }: Block): void {
    const name = this.#unoffered.get(tool_use_id)
    if (type === 'tool_result' && is_error && name !== undefined) this.#refused.push(name)
  }

  #totals() {
    const result = this.#result
    const usages = result?.usage === undefined ? [...this.#usage.values()] : [result.usage]
    return { turns: this.#usage.size, costUsd: result?.total_cost_usd ?? 0, tokens: tokensOf(usages) }
  }
}

const tokensOf = (usages: readonly ClaudeUsage[]): AgentTokens =>
  usages.reduce(
    ({ input, output, cached }, usage) => ({
      input: input + usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens,
      output: output + usage.output_tokens,
      cached: cached + usage.cache_read_input_tokens,
    }),
    { input: 0, output: 0, cached: 0 },
  )
