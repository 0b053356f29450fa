import { z } from 'zod'
import { StepState } from '#contract'

/** Data of an event that tells of a task: what is shown of it. */
const TaskEvent = z.looseObject({
  type: z.enum(['task.created', 'task.progress', 'task.completed', 'task.failed', 'task.cancelled']),
  task_id: z.string(),
  task_type: z.string(),
  percentage: z.number(),
  message: z.string(),
  error: z.string().optional(),
  error_code: z.string().optional(),
  step_name: z.string().optional(),
  step_state: StepState.optional(),
})
export type TaskEvent = z.infer<typeof TaskEvent>

/** What an event tells of a task; undefined if it is about something else, or can't be read. */
export const taskEventOf = (data: string): TaskEvent | undefined => {
  try {
    return TaskEvent.safeParse(JSON.parse(data)).data
  } catch {
    return undefined // Something that is newer than this command line.
  }
}
