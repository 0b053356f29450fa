import type { Redis } from 'ioredis'
import {
  Failure,
  isTaskType,
  LANES,
  parseTask,
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

export type Lanes = Readonly<Record<Lane, PromptQueue>>

const FINAL: ReadonlySet<TaskStatus> = new Set(['completed', 'failed', 'cancelled'])
export const isFinal = (status: TaskStatus): boolean => FINAL.has(status)

/** A task, and whether an orchestrator has taken it up: one that hasn't been has no record of its own yet. */
export interface FoundTask {
  readonly record: TaskRecord
  readonly takenUp: boolean
}

/** The record of `task:{id}`, or undefined. */
export const readRecord = async (redis: Redis, id: string): Promise<TaskRecord | undefined> => {
  const hash = await onRedis(() => redis.hgetall(taskKey(id)))
  return Object.keys(hash).length === 0 ? undefined : TaskRecord.parse(hash)
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

const pendingRecord = (task: TaskEnvelope): TaskRecord => {
  const resource = resourceOf(task)
  return {
    id: task.id,
    type: task.type,
    status: 'pending',
    user_id: task.user_id,
    ...(resource === undefined
      ? {}
      : { resource_type: resource.type, resource_id: resource.id, resource_slug: resource.slug }),
    step: 0,
    total_steps: 0,
    message: 'Waiting for an orchestrator',
    percentage: 0,
    attempt: 0,
    created_at: task.created_at,
    updated_at: task.created_at,
  }
}

/** Looks a task up: its record, or before there is one, its job. */
export const findTask = async (redis: Redis, lanes: Lanes, id: string): Promise<FoundTask> => {
  const record = await readRecord(redis, id)
  if (record !== undefined) return { record, takenUp: true }
  const waiting = await readWaiting(lanes, id)
  if (waiting !== undefined) return { record: pendingRecord(waiting), takenUp: false }
  // It may have been taken up, ended and been removed from its lane since the first look.
  const late = await readRecord(redis, id)
  if (late !== undefined) return { record: late, takenUp: true }
  throw new Failure('TASK_NOT_FOUND', `There is no task ${JSON.stringify(id)}.`)
}
