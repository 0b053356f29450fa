import { z } from 'zod'
import { REDACTED } from './redaction.ts'
import type { SubjectType } from './task.ts'

export const TaskStatus = z.enum(['pending', 'processing', 'completed', 'failed', 'cancelled'])
export type TaskStatus = z.infer<typeof TaskStatus>

/** Redis hash of a task's progress: see TaskRecord, and readSteps for its steps. */
export const taskKey = (id: string): string => `task:${id}`
/**
 * Sorted set of the ids of all tasks that have a record, by the time of their creation in milliseconds (never later than
 * they were admitted). An id may stand in it for a while after its record is gone.
 */
export const TASK_INDEX = 'tasks:index'
/** Channel of what happens to a user's tasks. */
export const userChannel = (userId: string): string => `tasks:${userId}`
/** Channel of what becomes of resources of a type, and of agents. */
export const statusChannel = (type: SubjectType): string => `${type}:status`
/**
 * Capped stream of every message, with the Redis stream id as its event id. Fields: `channel`, `task_id`, `data` (JSON);
 * `user`, the user's id; where it is known `team`, the team's id; and `step` (a ToldStep) where a step is told of.
 */
export const EVENT_STREAM = 'events'
/** About how many events the stream keeps. */
export const EVENT_STREAM_LENGTH = 20_000

/** Message on `tasks:{user_id}`. */
export const TaskMessage = z.object({
  type: z.enum(['task.created', 'task.progress', 'task.completed', 'task.failed', 'task.cancelled']),
  task_id: z.string(),
  task_type: z.string(),
  step: z.number().int(),
  total_steps: z.number().int(),
  percentage: z.number().int().min(0).max(100),
  message: z.string(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.string().optional(),
  error_code: z.string().optional(),
})
export type TaskMessage = z.infer<typeof TaskMessage>

/** Message on `team:status`, `workspace:status`, `sandbox:status`: exactly one per task, when it has ended. */
export const StatusMessage = z.object({
  type: z.enum(['provision', 'delete', 'restart', 'suspend', 'run']),
  resource_type: z.enum(['team', 'workspace', 'sandbox']),
  resource_id: z.string(),
  status: z.enum(['active', 'suspended', 'deleted', 'completed', 'failed']),
  metadata: z.record(z.string(), z.unknown()),
  timestamp: z.string(),
  task_id: z.string(),
  error: z.string().optional(),
  error_code: z.string().optional(),
})
export type StatusMessage = z.infer<typeof StatusMessage>

/** Metadata fields that are published on their Redis channel alone. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['agent_webhook_secret'])

/** Metadata as it may be stored, logged and shown: secrets replaced by `[redacted]`. */
export const redact = (metadata: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, SECRET_FIELDS.has(key) ? REDACTED : value]))
