import { flag, list, number, object, oneOf, optional, text, withDefault, type Decoded } from '../lib/decode.ts'
import { STEP_STATES, TASK_STATES } from './words.ts'

const effect = { action: text, kind: text, name: text, owner: text }
export type Effect = Decoded<typeof effect>

const step = {
  name: text,
  title: text,
  stage: number,
  state: oneOf(STEP_STATES),
  started_at: optional(text),
  ended_at: optional(text),
  error_code: optional(text),
}
export type Step = Decoded<typeof step>

const task = {
  id: text,
  type: text,
  status: oneOf(TASK_STATES),
  user_id: text,
  resource_type: optional(text),
  resource_id: optional(text),
  resource_slug: optional(text),
  team_id: optional(text),
  message: text,
  percentage: number,
  attempt: number,
  created_at: text,
  started_at: optional(text),
  updated_at: text,
  completed_at: optional(text),
  failed_at: optional(text),
  error: optional(text),
  error_code: optional(text),
  retry_of: optional(text),
  past_cancelling: withDefault(flag, false),
  effects: withDefault(list(object(effect)), []),
  leftovers: withDefault(list(object(effect)), []),
  steps: withDefault(list(object(step)), []),
}

/** A task as the API tells of it. */
export type Task = Decoded<typeof task>

export const Task = object(task)
export const Tasks = object({ items: list(Task), next_cursor: optional(text) })
export const Accepted = object({ id: text })

/** What a task would do. */
export const Plan = object({
  task_type: text,
  steps: list(object({ name: text, stage: number, title: text, effects: list(object(effect)) })),
})
export type Plan = ReturnType<typeof Plan>
