import type { AgentMessage, TaskMessage } from '#contract'
import type { EndedTask, TaskRequest } from './portal.ts'

/** A task that is asked for, and what the demo calls it. */
export interface Asked extends Omit<TaskRequest, 'user_id'> {
  readonly name: string
}

/** A task that has ended. */
export interface TaskRun extends Asked {
  readonly id: string
  /** From its being sent to its end, in seconds. */
  readonly seconds: number
  readonly messages: readonly TaskMessage[]
  /** What its agent did, if it has one. */
  readonly ofAgent: readonly AgentMessage[]
  readonly task: EndedTask
}
