import type { Redis } from 'ioredis'
import { Failure, parseTask, taskKey, type ParsedTask } from '#contract'
import { onRedis } from './redis.ts'
import type { Task } from './schemas/task.ts'
import { readWaiting, type Lanes } from './tasks.ts'

/**
 * A task that does once more what one that failed or was cancelled was to do.
 * @param id of the new task
 * @throws Failure TASK_NOT_FAILED, TASK_NOT_FOUND when what it was to do is kept no longer, REDIS_UNAVAILABLE
 */
export const retryOf = async (lanes: Lanes, failed: Task, id: string): Promise<ParsedTask> => {
  const envelope = await readWaiting(lanes, failed.id)
  if (envelope === undefined) throw new Failure('TASK_NOT_FOUND', `What the task ${failed.id} was to do is not kept.`)
  if (failed.status !== 'failed' && failed.status !== 'cancelled')
    throw new Failure('TASK_NOT_FAILED', `The task ${failed.id} is ${failed.status}.`)
  return parseTask({ ...envelope, id, created_at: new Date().toISOString(), retry_of: failed.id })
}

// The record may be gone meanwhile, and must not come back with this alone in it.
const NOTE = `return redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HSET', KEYS[1], 'retried_by', ARGV[1])`

/** Writes into the record of a task that has ended by which one it was retried. @throws Failure REDIS_UNAVAILABLE */
export const noteRetry = async (redis: Redis, failed: string, by: string): Promise<void> => {
  await onRedis(() => redis.eval(NOTE, 1, taskKey(failed), by))
}
