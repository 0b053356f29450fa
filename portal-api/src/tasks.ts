import type { Redis } from 'ioredis'
import {
  Failure,
  FAILURES,
  isTaskType,
  LANES,
  parseTask,
  readSteps,
  TaskEnvelope,
  taskKey,
  TaskRecord,
  type Lane,
  type ResourceRef,
  type SubjectType,
  type TaskStatus,
} from '#contract'
import type { PromptQueue } from './queue.ts'
import { onRedis } from './redis.ts'
import type { Task } from './schemas/task.ts'

export type Lanes = Readonly<Record<Lane, PromptQueue>>

const FINAL: ReadonlySet<TaskStatus> = new Set(['completed', 'failed', 'cancelled'])
export const isFinal = (status: TaskStatus): boolean => FINAL.has(status)

/** A task, and whether an orchestrator has taken it up: one that hasn't been has no record of its own yet. */
export interface FoundTask {
  readonly record: Task
  readonly takenUp: boolean
}

const remedyOf = (code: string | undefined): string | undefined =>
  Object.entries(FAILURES).find(([known]) => known === code)?.[1].remedy

/** The hash `task:{id}` as it is shown: with its steps, and with what to do where it failed. */
export const viewOf = (hash: Readonly<Record<string, string>>): Task => {
  const record = TaskRecord.parse(hash)
  const remedy = remedyOf(record.error_code)
  return { ...record, ...(remedy === undefined ? {} : { remedy }), steps: readSteps(hash) }
}

/** The record of `task:{id}`, or undefined. */
export const readRecord = async (redis: Redis, id: string): Promise<Task | undefined> => {
  const hash = await onRedis(() => redis.hgetall(taskKey(id)))
  return Object.keys(hash).length === 0 ? undefined : viewOf(hash)
}

/** The task that waits in a lane under this id; undefined if there is none, or none that can be read. */
export const readWaiting = async (lanes: Lanes, id: string): Promise<TaskEnvelope | undefined> => {
  const jobs = await Promise.all(LANES.map((lane) => lanes[lane].find(id)))
  return TaskEnvelope.safeParse(jobs.find((job) => job !== undefined)?.data).data
}

/** What a task is about, as far as it is a valid one: an orchestrator is still to refuse it otherwise. */
const resourceOf = (task: TaskEnvelope): ResourceRef<SubjectType> | undefined => {
  if (!isTaskType(task.type)) return undefined
  try {
    return parseTask(task).resource
  } catch (thrown) {
    if (thrown instanceof Failure) return undefined
    throw thrown
  }
}

/** A task that waits in its lane, as it is shown. */
export const pendingTask = (task: TaskEnvelope): Task => {
  const resource = resourceOf(task)
  return {
    id: task.id,
    type: task.type,
    status: 'pending',
    user_id: task.user_id,
    ...(resource === undefined
      ? {}
      : { resource_type: resource.type, resource_id: resource.id, resource_slug: resource.slug }),
    ...(resource?.type === 'team' ? { team_id: resource.id } : {}),
    step: 0,
    total_steps: 0,
    message: 'Waiting for an orchestrator',
    percentage: 0,
    attempt: 0,
    created_at: task.created_at,
    updated_at: task.created_at,
    ...(task.retry_of === undefined ? {} : { retry_of: task.retry_of }),
    steps: [],
  }
}

/** Looks a task up: its record, or before there is one, its job. */
export const findTask = async (redis: Redis, lanes: Lanes, id: string): Promise<FoundTask> => {
  const record = await readRecord(redis, id)
  if (record !== undefined) return { record, takenUp: true }
  const waiting = await readWaiting(lanes, id)
  if (waiting !== undefined) return { record: pendingTask(waiting), takenUp: false }
  // It may have been taken up, ended and been removed from its lane since the first look.
  const late = await readRecord(redis, id)
  if (late !== undefined) return { record: late, takenUp: true }
  throw new Failure('TASK_NOT_FOUND', `There is no task ${JSON.stringify(id)}.`)
}
