import type { TaskEvent } from '../api/event.ts'
import type { Step, Task } from '../api/task.ts'
import { isUnderWay, type StepState, type TaskStatus } from '../api/words.ts'

/** Ended tasks that are kept; the oldest go first. */
const MOST_ENDED = 200

const STATUS_AFTER: Readonly<Record<TaskEvent['type'], TaskStatus>> = {
  'task.created': 'pending',
  'task.progress': 'processing',
  'task.completed': 'completed',
  'task.failed': 'failed',
  'task.cancelled': 'cancelled',
}

const withStep = (steps: readonly Step[], name: string, state: StepState): readonly Step[] =>
  steps.map((step) => (step.name === name && step.state !== state ? { ...step, state } : step))

/** Nobody tells of the end of a step that was stopped because another one failed, or whose orchestrator died. */
const atRest = (steps: readonly Step[], status: TaskStatus): readonly Step[] =>
  steps.map((step) => {
    if (step.state !== 'running') return step
    return { ...step, state: status === 'completed' ? 'done' : 'failed' }
  })

const newTask = ({ task_id, task_type, message, percentage, team_id }: TaskEvent, now: string): Task => ({
  id: task_id,
  type: task_type,
  status: 'pending',
  user_id: '',
  resource_type: undefined,
  resource_id: undefined,
  resource_slug: undefined,
  team_id,
  message,
  percentage,
  attempt: 0,
  created_at: now,
  started_at: undefined,
  updated_at: now,
  completed_at: undefined,
  failed_at: undefined,
  error: undefined,
  error_code: undefined,
  retry_of: undefined,
  past_cancelling: false,
  effects: [],
  leftovers: [],
  steps: [],
})

/** A task after an event told of it. A task that has ended stays as it ended: what is told twice changes nothing. */
export const taskAfter = (known: Task | undefined, event: TaskEvent, now: string): Task => {
  const task = known ?? newTask(event, now)
  const status = STATUS_AFTER[event.type]
  if (!isUnderWay(task.status)) return task
  if (status === 'pending') return task
  const { step_name: name, step_state: state, message, percentage } = event
  const steps = name === undefined || state === undefined ? task.steps : withStep(task.steps, name, state)
  const moved = { ...task, status, message, percentage, steps, updated_at: now, started_at: task.started_at ?? now }
  if (isUnderWay(status)) return moved
  const ended = { ...moved, steps: atRest(steps, status), error: event.error, error_code: event.error_code }
  return status === 'completed' ? { ...ended, completed_at: now } : { ...ended, failed_at: now }
}

/** Whether the event told of something that is not known in full: what the task is about, its plan, how it ended. */
export const isToBeRead = (task: Task, event: TaskEvent): boolean =>
  task.resource_id === undefined || event.type !== 'task.progress' || task.steps.length === 0

/** The tasks without the oldest ended ones, when there are too many. */
export const withoutOldest = (tasks: ReadonlyMap<string, Task>): ReadonlyMap<string, Task> => {
  const ended = [...tasks.values()].filter(({ status }) => !isUnderWay(status))
  if (ended.length <= MOST_ENDED) return tasks
  const oldest = ended.sort((a, b) => (a.updated_at < b.updated_at ? -1 : 1)).slice(0, ended.length - MOST_ENDED)
  const kept = new Map(tasks)
  for (const { id } of oldest) kept.delete(id)
  return kept
}
