import type { TaskStep } from '#contract'
import type { Task } from '../portal/shapes.ts'
import type { TaskEvent } from '../portal/task-events.ts'

/** A task as it is watched: its record, brought forward by events. Times are milliseconds since 1970. */
export interface TaskView {
  readonly id: string
  readonly type: string
  readonly status: Task['status']
  readonly percentage: number
  readonly message: string
  readonly attempt: number
  readonly steps: readonly StepView[]
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  readonly error: string | undefined
  readonly errorCode: string | undefined
  readonly leftovers: readonly string[]
}

export interface StepView {
  readonly name: string
  readonly title: string
  readonly state: TaskStep['state']
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  /** Whether it failed, also where it has been undone since. */
  readonly hasFailed: boolean
}

const FINAL: ReadonlySet<Task['status']> = new Set(['completed', 'failed', 'cancelled'])
export const isFinal = ({ status }: Pick<Task, 'status'>): boolean => FINAL.has(status)

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))

export const viewOf = (task: Task): TaskView => ({
  id: task.id,
  type: task.type,
  status: task.status,
  percentage: task.percentage,
  message: task.message,
  attempt: task.attempt,
  steps: task.steps.map(({ name, title, state, started_at, ended_at, error_code }) => ({
    ...{ name, title, state, hasFailed: error_code !== undefined },
    ...{ startedAt: timeOf(started_at), endedAt: timeOf(ended_at) },
  })),
  createdAt: Date.parse(task.created_at),
  startedAt: timeOf(task.started_at),
  endedAt: timeOf(task.completed_at ?? task.failed_at ?? (isFinal(task) ? task.updated_at : undefined)),
  error: task.error,
  errorCode: task.error_code,
  leftovers: (task.leftovers ?? []).map(({ kind, name }) => `${kind} ${name}`),
})

const STATUS_OF = {
  'task.created': 'pending',
  'task.progress': 'processing',
  'task.completed': 'completed',
  'task.failed': 'failed',
  'task.cancelled': 'cancelled',
} as const satisfies Record<TaskEvent['type'], Task['status']>

const AT_WORK: ReadonlySet<TaskStep['state']> = new Set(['running', 'undoing'])
export const isAtWork = ({ state }: StepView): boolean => AT_WORK.has(state)

/** The view after an event. @param now when the event came: events carry no time of their own */
export const after = (view: TaskView, event: TaskEvent, now: number): TaskView => {
  const status = STATUS_OF[event.type]
  return {
    ...view,
    ...{ status, percentage: event.percentage, message: event.message },
    startedAt: view.startedAt ?? (status === 'processing' ? now : undefined),
    endedAt: isFinal({ status }) ? now : undefined,
    error: event.error ?? view.error,
    errorCode: event.error_code ?? view.errorCode,
    steps: view.steps.map((step) => (step.name === event.step_name ? advance(step, event.step_state, now) : step)),
  }
}

const advance = (step: StepView, state: StepView['state'] | undefined, now: number): StepView => {
  if (state === undefined || state === step.state) return step
  const isWorking = AT_WORK.has(state)
  return {
    ...step,
    state,
    hasFailed: step.hasFailed || state === 'failed',
    startedAt: isWorking ? now : (step.startedAt ?? now),
    endedAt: isWorking ? undefined : now,
  }
}

/** Milliseconds that a task has been at work, or has taken. */
export const elapsed = ({ startedAt, createdAt, endedAt }: TaskView, now: number): number =>
  (endedAt ?? now) - (startedAt ?? createdAt)
