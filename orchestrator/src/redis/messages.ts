import {
  redact,
  statusChannel,
  userChannel,
  type AgentFinished,
  type ParsedTask,
  type StatusMessage,
  type TaskEnvelope,
  type TaskMessage,
  type ToldStep,
} from '#contract'
import type { Ending, Progress } from '../saga/ports.ts'

/** A message with its channel: as it is published, and as it is stored where more people read it. */
export interface Message {
  readonly channel: string
  readonly published: string
  readonly stored: string
  /** The step that it tells of. */
  readonly step?: ToldStep | undefined
}

type Told = Pick<TaskEnvelope, 'id' | 'type' | 'user_id'>

const NOT_STARTED: Progress = { step: 0, total_steps: 0, percentage: 0, message: 'Waiting' }

const taskMessage = (task: Told, message: Omit<TaskMessage, 'task_id' | 'task_type'>): Message => {
  const whole: TaskMessage = { ...message, task_id: task.id, task_type: task.type }
  const text = JSON.stringify(whole)
  return { channel: userChannel(task.user_id), published: text, stored: text }
}

/** Tells that a task was accepted. */
export const createdMessage = (task: Told): Message => taskMessage(task, { type: 'task.created', ...NOT_STARTED })

/** Tells how far a task is. @param step the one that it tells of */
export const progressMessage = (task: Told, progress: Progress, step?: ToldStep): Message => ({
  ...taskMessage(task, { type: 'task.progress', ...progress }),
  step,
})

/** Tells a user how the task ended. */
export function endedMessage(task: Told, ending: Ending): Message {
  switch (ending.status) {
    case 'completed':
      return taskMessage(task, { type: 'task.completed', ...ending.progress, result: redact(ending.metadata) })
    case 'failed':
    case 'cancelled': {
      const { message, code } = ending.failure
      return taskMessage(task, { type: `task.${ending.status}`, ...ending.progress, error: message, error_code: code })
    }
  }
}

/** Tells everyone who watches resources of that type, or agents, what became of this one. */
export function statusMessage(task: ParsedTask, ending: Ending, timestamp: string): Message {
  const { type: resource_type, id: resource_id } = task.resource
  const common = { resource_id, timestamp, task_id: task.envelope.id }
  const channel = statusChannel(resource_type)
  if (resource_type === 'agent') {
    return told(channel, {
      type: 'finished',
      task_type: task.envelope.type,
      resource_type,
      ...common,
      ...howAgentsEnd(ending),
    })
  }
  return told(channel, { type: task.contract.operation, resource_type, ...common, ...howItEnds(task, ending) })
}

const told = (channel: string, message: StatusMessage | AgentFinished): Message => ({
  channel,
  published: JSON.stringify(message),
  stored: JSON.stringify({ ...message, metadata: redact(message.metadata) }),
})

function howItEnds(
  task: ParsedTask,
  ending: Ending,
): Pick<StatusMessage, 'status' | 'metadata' | 'error' | 'error_code'> {
  if (ending.status === 'completed') return { status: task.contract.endsAs, metadata: { ...ending.metadata } }
  const { message: error, code: error_code } = ending.failure
  return { status: 'failed', metadata: {}, error, error_code }
}

function howAgentsEnd(ending: Ending): Pick<AgentFinished, 'status' | 'metadata' | 'error' | 'error_code'> {
  const { status, metadata = {} } = ending
  if (ending.status === 'completed') return { status, metadata: { ...metadata } }
  const { message: error, code: error_code } = ending.failure
  return { status, metadata: { ...metadata }, error, error_code }
}
