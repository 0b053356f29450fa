import type { AgentTokens } from '#contract'
import type { RunEnd } from '../../hosts/port.ts'
import { jsonIn } from '../answer.ts'
import { endedFromOutside, endedWithoutWord, type EndingFailure } from '../endings.ts'
import { Limits } from '../limits.ts'
import { eventIn, toolLine } from '../lines.ts'
import type { AgentEnding, AgentEvent, CliRequest, OutputReader } from '../port.ts'
import { CodexEvent, type Item } from './events.ts'
import { codexFailure } from './failure.ts'

/** Reads what codex prints. It tells no cost, and of what its sandbox blocked nothing. */
export class CodexReader implements OutputReader {
  readonly #request: CliRequest
  readonly #limits: Limits
  #session: string | undefined
  #words = ''
  #turns = 0
  #tokens: AgentTokens = { input: 0, output: 0, cached: 0 }
  #errors = 0
  #failed: string | undefined
  #completed = false

  constructor(request: CliRequest) {
    this.#request = request
    this.#limits = new Limits(request)
  }

  line(text: string): AgentEvent[] {
    const event = eventIn(CodexEvent, text)
    switch (event?.type) {
      case 'thread.started':
        this.#session = event.thread_id
        return [{ kind: 'session', id: event.thread_id }]
      case 'item.completed':
        return this.#did(event.item)
      case 'turn.completed': {
        const { input_tokens: input, output_tokens: output, cached_input_tokens: cached } = event.usage
        this.#tokens = { input, output, cached }
        this.#completed = true
        return [this.#usage()]
      }
      case 'error':
        this.#errors += 1
        return []
      case 'turn.failed':
        this.#failed = event.error.message
        return []
      case undefined:
        return []
    }
  }

  end(end: RunEnd): AgentEnding {
    return {
      failure: endedFromOutside(end, this.#limits.passed) ?? this.#failure(end),
      summary: this.#words,
      structured: this.#request.jsonSchema === undefined ? undefined : jsonIn(this.#words),
      sessionId: this.#session,
      ...{ turns: this.#turns, costUsd: 0, tokens: this.#tokens },
    }
  }

  /** Each thing that is done is an answer of the model, nearly always: codex does not count them itself. */
  #did(item: Item): AgentEvent[] {
    this.#turns += 1
    if (item.type === 'agent_message') {
      this.#words = item.text
      return [this.#usage()]
    }
    const use: AgentEvent = { kind: 'tool', line: lineOf(item) }
    return [use, this.#usage(), ...this.#limits.see({ turns: this.#turns, costUsd: 0 })]
  }

  #usage(): AgentEvent {
    return { kind: 'usage', turns: this.#turns, costUsd: 0, tokens: this.#tokens }
  }

  #failure(end: RunEnd): EndingFailure | undefined {
    // Before a turn fails, its cause is told as an error of its own: any other one was tried again.
    if (this.#failed !== undefined) return codexFailure(this.#failed, this.#errors > 1)
    return this.#completed && end.exitCode === 0
      ? undefined
      : endedWithoutWord(this.#request, end, this.#session !== undefined)
  }
}

function lineOf(item: Exclude<Item, { type: 'agent_message' }>): string {
  switch (item.type) {
    case 'command_execution':
      return toolLine('Bash', item.command)
    case 'file_change':
      return toolLine('Edit', item.changes.map(({ path }) => path).join(' '))
    case 'mcp_tool_call':
      return toolLine(`${item.server}.${item.tool}`, '')
    case 'web_search':
      return toolLine('WebSearch', item.query)
  }
}
