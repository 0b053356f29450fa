import type { AgentName, ToolProfile } from '#contract'

/** What an agent of a type is, and what becomes of its card. */
export interface AgentRole {
  readonly type: string
  /** Who it is to be, in the prompt. */
  readonly persona: string
  readonly agent: AgentName
  readonly profile: ToolProfile
  /** Seconds. */
  readonly timeoutS: number
  readonly maxTurns: number | undefined
  /** Whether a run that changes no file is a failure (NO_CHANGES). */
  readonly changesExpected: boolean
  /** Column that the card moves to when the agent has succeeded; undefined where it stays. */
  readonly successColumn: string | undefined
  readonly failureColumn: string | undefined
}

/** Which agent acts in which column, and what it is. */
export interface AgentPolicy {
  /** Type of the agent that acts when a card comes into a column; undefined where none does. Case does not matter. */
  typeIn(column: string): string | undefined
  /** @throws Failure AGENT_UNKNOWN_TYPE */
  role(type: string): AgentRole
}

/** The policies of all workspaces. */
export interface AgentPolicies {
  /** That of a workspace: templates/agents.yml, with what its own file overrides. @throws Failure AGENTS_INVALID */
  of(workspaceSlug: string): Promise<AgentPolicy>
}
