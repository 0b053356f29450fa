import { z } from 'zod'
import { Effect } from './effect.ts'
import { TaskStatus } from './status.ts'

const count = z.coerce.number().int()
const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)

/** The hash `task:{id}` as it is read: numbers and JSON decoded. */
export const TaskRecord = z.object({
  id: z.string(),
  type: z.string(),
  status: TaskStatus,
  user_id: z.string(),
  resource_type: z.string().optional(),
  resource_id: z.string().optional(),
  /** The full slug of a sandbox and its agents; absent of a task that was refused. */
  resource_slug: z.string().optional(),
  /** Id of the team that it belongs to; absent while that is not known, as of one that was refused. */
  team_id: z.string().optional(),
  step: count,
  total_steps: count,
  message: z.string(),
  percentage: count,
  attempt: count,
  created_at: z.string(),
  started_at: z.string().optional(),
  updated_at: z.string(),
  completed_at: z.string().optional(),
  failed_at: z.string().optional(),
  result: json(z.record(z.string(), z.unknown())).optional(),
  error: z.string().optional(),
  error_code: z.string().optional(),
  /** Stored as '1' from the moment a removal has begun: it is carried through and can't be cancelled. */
  past_cancelling: z
    .literal('1')
    .transform(() => true)
    .optional(),
  /** Id of the task of which it is a retry, and of the latest retry of it. */
  retry_of: z.string().optional(),
  retried_by: z.string().optional(),
  /** What the task declared and did, in the order of its plan. */
  effects: json(z.array(Effect)).optional(),
  /** What could not be undone; the sweeper removes it. */
  leftovers: json(z.array(Effect)).optional(),
})
export type TaskRecord = z.infer<typeof TaskRecord>
