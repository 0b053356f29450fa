import type { TaskEnvelope } from '#contract'
import type { AgentPolicies } from '../../agent-policy/policy.ts'
import type { AgentRecords } from '../../records/agents.ts'
import type { Cards } from '../../records/cards.ts'

/** What the tasks of agents work with, beside the drivers. */
export interface AgentDesk {
  readonly records: AgentRecords
  readonly cards: Cards
  readonly policies: AgentPolicies
  readonly limits: AgentLimits
  /** Who commits are by. */
  readonly author: { readonly name: string; readonly email: string }
  /** Takes secrets out of what agents print and say. */
  readonly redact: (text: string) => string
  /** Sees that the result of a task is posted once the task has ended. May be called again. */
  readonly scheduleDelivery: (taskId: string) => Promise<void>
  /** Puts a task into its lane, unless one of its id was there before. */
  readonly enqueue: (envelope: TaskEnvelope) => Promise<void>
  /** The tasks of agents that were stopped so that a task came to its turn, in the order in which they were. */
  readonly interruptedBy: (taskId: string) => Promise<readonly TaskEnvelope[]>
}

export interface AgentLimits {
  /** Runs on one card in one day. */
  readonly maxHops: number
  /** US dollars that all runs on one card may cost in a day. */
  readonly dayBudgetUsd: number
  /** US dollars that one run may cost, unless its task says otherwise. */
  readonly runBudgetUsd: number
}
