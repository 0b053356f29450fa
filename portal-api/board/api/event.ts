import { number, object, oneOf, optional, record, text, withDefault } from '../lib/decode.ts'
import { RESOURCE_TYPES, STEP_STATES } from './words.ts'

const TASK_EVENTS = ['task.created', 'task.progress', 'task.completed', 'task.failed', 'task.cancelled'] as const
const STATUS_EVENTS = ['team:status', 'workspace:status', 'sandbox:status'] as const
const AGENT_EVENT = 'agent:status'
const GAP_EVENT = 'gap'

/** Names under which the stream tells of what the board shows. */
export const EVENT_NAMES = [...TASK_EVENTS, ...STATUS_EVENTS, AGENT_EVENT, GAP_EVENT] as const

const taskEvent = object({
  type: oneOf(TASK_EVENTS),
  task_id: text,
  task_type: text,
  percentage: number,
  message: text,
  error: optional(text),
  error_code: optional(text),
  team_id: optional(text),
  step_name: optional(text),
  step_state: optional(oneOf(STEP_STATES)),
})

const affected = object({ resource_type: oneOf(RESOURCE_TYPES), resource_id: text, status: text })

const resourceEvent = object({
  type: oneOf(['provision', 'delete', 'restart', 'suspend', 'run']),
  resource_type: oneOf(RESOURCE_TYPES),
  resource_id: text,
  status: oneOf(['active', 'suspended', 'deleted', 'completed', 'failed']),
  metadata: withDefault(record, {}),
  timestamp: text,
})

const agentEvent = object({
  type: oneOf(['started', 'tool', 'usage', 'finished']),
  task_id: text,
  /** Full slug of the sandbox. */
  resource_id: text,
  card_id: optional(text),
  timestamp: text,
  agent: optional(text),
  host: optional(text),
  line: optional(text),
  turns: optional(number),
  cost_usd: optional(number),
  status: optional(oneOf(['completed', 'failed', 'cancelled'])),
  error: optional(text),
  error_code: optional(text),
  metadata: withDefault(record, {}),
})

export type TaskEvent = ReturnType<typeof taskEvent>
export type ResourceEvent = ReturnType<typeof resourceEvent>
export type AgentEvent = ReturnType<typeof agentEvent>

/** What the stream told. */
export type BoardEvent =
  | { readonly of: 'task'; readonly told: TaskEvent }
  | { readonly of: 'resource'; readonly told: ResourceEvent }
  | { readonly of: 'agent'; readonly told: AgentEvent }
  | { readonly of: 'gap' }

/** Other resources that a task changed on its way, as a status message names them. */
export const affectedBy = ({ metadata }: ResourceEvent): readonly ReturnType<typeof affected>[] => {
  const { affected: named } = metadata
  return Array.isArray(named) ? named.map((each, index) => affected(each, `affected[${index}]`)) : []
}

/** @throws Undecodable, SyntaxError */
export const decodeEvent = (name: (typeof EVENT_NAMES)[number], data: string): BoardEvent => {
  if (name === GAP_EVENT) return { of: 'gap' }
  const value: unknown = JSON.parse(data)
  if (name === AGENT_EVENT) return { of: 'agent', told: agentEvent(value, name) }
  const isStatus = STATUS_EVENTS.some((each) => each === name)
  return isStatus ? { of: 'resource', told: resourceEvent(value, name) } : { of: 'task', told: taskEvent(value, name) }
}
