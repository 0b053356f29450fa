import type { AgentMessage, AgentName, AgentRecord, AgentTokens, WireFailure } from '#contract'

/** What an agent task is about. */
export interface AgentSubject {
  readonly task_id: string
  readonly workspace_slug: string
  readonly sandbox_slug: string
  readonly card_id: string
  /** Column in which the card was when the task was made. */
  readonly column: string
  readonly agent: AgentName
  readonly agent_type: string
  /** Where the result is posted; undefined where nobody asked for that. */
  readonly callback_url?: string | undefined
}

/** What becomes known while an agent works; totals, not increments. */
export interface AgentUpdate {
  readonly host?: string | undefined
  readonly session_id?: string | undefined
  readonly turns?: number
  readonly cost_usd?: number
  readonly tokens?: AgentTokens
}

export interface AgentEnding {
  readonly status: 'completed' | 'failed' | 'cancelled'
  /** The AgentResult, or EnhancementResult; of a run that failed, as far as it came. */
  readonly result?: Readonly<Record<string, unknown>> | undefined
  readonly failure?: Pick<WireFailure, 'code' | 'message'> | undefined
}

/** Whether a task has ended, and how. */
export type AgentState =
  /** Nothing is recorded under this id (any more). */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'open' }
  | {
      readonly kind: 'ended'
      readonly subject: AgentSubject
      /** When the task was made. */
      readonly created: Date
      readonly status: AgentEnding['status']
      readonly result: Readonly<Record<string, unknown>> | undefined
      readonly error: { readonly code: string; readonly message: string } | undefined
    }

/** What is known of agent tasks while they go on, and for a day after their end. Every verb may be repeated. */
export interface AgentRecords {
  begin(subject: AgentSubject): Promise<void>
  update(taskId: string, known: AgentUpdate): Promise<void>
  /** Publishes a message, and puts it among the events. */
  tell(message: AgentMessage): Promise<void>
  /**
   * Appends what the agent's tool printed, and wakes those who watch. Bytes that are there already are not appended again.
   * @param endOffset where the lines end within everything that the run printed, in bytes
   * @param lines whole lines, with their last line break
   */
  append(taskId: string, endOffset: number, lines: string): Promise<void>
  /** Offset in bytes up to which what was printed is kept, as `append` was told it; 0 where nothing is. */
  printed(taskId: string): Promise<number>
  /** Called before the task itself ends. */
  end(taskId: string, ending: AgentEnding): Promise<void>
  find(taskId: string): Promise<AgentRecord | undefined>
  /** Those of a sandbox (by its full slug) that are still known, the newest first. */
  recentOf(sandbox: string): Promise<AgentRecord[]>
  /** Ended is what the task's own record calls so: it may still fail after its agent has ended. */
  stateOf(taskId: string): Promise<AgentState>
}
