import { list, number, object, oneOf, optional, text, withDefault, type Decoded } from '../lib/decode.ts'
import { TASK_STATES } from './words.ts'

const fields = {
  task_id: text,
  sandbox: optional(text),
  card_id: optional(text),
  agent: optional(text),
  agent_type: optional(text),
  host: optional(text),
  started_at: optional(text),
  ended_at: optional(text),
  turns: optional(number),
  cost_usd: optional(number),
  last_tools: withDefault(list(object({ at: text, line: text })), []),
  status: oneOf(TASK_STATES),
  error: optional(text),
  error_code: optional(text),
}

/** A run of a coding agent, as the API tells of it; its last uses of tools have the newest last. */
export type Agent = Decoded<typeof fields>

export const Agents = object({ items: list(object(fields)) })
