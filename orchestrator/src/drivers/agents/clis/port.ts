import type { AgentName, AgentTokens, FailureCode, ToolProfile } from '#contract'
import type { RunEnd } from '../hosts/port.ts'

/** What a tool is asked to do. */
export interface CliRequest {
  /** Goes by standard input, as it is. */
  readonly prompt: string
  readonly profile: ToolProfile
  /** Narrows the profile further; never widens it. */
  readonly allowedTools: readonly string[] | undefined
  readonly model: string | undefined
  readonly maxTurns: number | undefined
  readonly maxBudgetUsd: number | undefined
  /** JSON schema that the last answer has to follow. */
  readonly jsonSchema: object | undefined
  readonly session:
    { readonly kind: 'new'; /** A UUID. */ readonly id: string } | { readonly kind: 'resume'; readonly id: string }
}

/** How a tool is started: without the program itself, whose path is the host's. */
export interface CliCommand {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly stdin: string
  /**
   * Paths in the working directory from which the tool would run what the repository brings along, without a switch against
   * it: nothing may be there while it runs.
   */
  readonly absent: readonly string[]
}

/** What a tool said while it worked. */
export type AgentEvent =
  | { readonly kind: 'session'; readonly id: string }
  /** One use of a tool, in a line of at most 200 characters. */
  | { readonly kind: 'tool'; readonly line: string }
  /** Totals so far. */
  | { readonly kind: 'usage'; readonly turns: number; readonly costUsd: number; readonly tokens: AgentTokens }
  /** It has used up what the request gives it and the tool itself does not bound: it is to be stopped. Said once. */
  | { readonly kind: 'limit' }

/** What a run came to. */
export interface AgentEnding {
  /** Why it is no success; undefined when the tool ended well, which says nothing of the work yet. */
  readonly failure:
    | {
        readonly code: FailureCode
        readonly message: string
        readonly retryAfterMs?: number
        readonly transient?: true
        /** There is no such session to go on with: nothing was done, and a new one may be begun. */
        readonly unknownSession?: true
      }
    | undefined
  /** The agent's last words. */
  readonly summary: string
  /** What it answered under a JSON schema. */
  readonly structured: unknown
  readonly sessionId: string | undefined
  readonly turns: number
  readonly costUsd: number
  readonly tokens: AgentTokens
}

/** Reads what a tool prints, line by line. Lines that can't be understood are passed over. */
export interface OutputReader {
  line(text: string): AgentEvent[]
  /** @param end how the process ended */
  end(end: RunEnd): AgentEnding
}

/** A coding agent's tool. Pure: it says how the tool is called and what its output means. */
export interface AgentCli {
  readonly name: AgentName
  command(request: CliRequest): CliCommand
  reader(request: CliRequest): OutputReader
}
