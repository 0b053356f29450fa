import type { Redis } from 'ioredis'
import { Failure, jobOptions, TaskStatus, type ParsedTask, type TaskEnvelope } from '#contract'
import { digestOf } from './digest.ts'
import { readEnqueued, reserve, type Reserved } from './reserve.ts'
import type { Lanes } from './tasks.ts'

export interface Accepted {
  readonly id: string
  readonly status: TaskStatus
}

const reused = (id: string): Failure =>
  new Failure('TASK_ID_REUSED', `The id ${id} belongs to a task with another type, payload or user.`)

const isOfRecord = (record: NonNullable<Reserved['record']>, { envelope, resource }: ParsedTask): boolean =>
  record.type === envelope.type &&
  record.userId === envelope.user_id &&
  (record.resourceId === undefined || record.resourceId === resource.id)

/**
 * Puts tasks into their lanes; the promise resolves when Redis has the task on disk. The same task sent again is one
 * task, also when it comes twice at once, through another lane, or after its job was removed.
 *
 * The first to send an id reserves it with the task's digest (in one script), because two tasks with one id may go to
 * different lanes, where BullMQ can't know of each other. Tasks that came over other ways have no digest: they are
 * compared with their job's data, or with what their record tells.
 * @throws Failure TASK_ID_REUSED, REDIS_UNAVAILABLE
 */
export const createProducer = (redis: Redis, lanes: Lanes) => {
  const assertSame = (id: string, digest: string, stored: TaskEnvelope): void => {
    if (digestOf(stored) !== digest) throw reused(id)
  }
  /** The status of a task that is there under this id already; undefined when the id is new. */
  const known = (
    { digest: first, job, record }: Reserved,
    task: ParsedTask,
    digest: string,
  ): TaskStatus | undefined => {
    const { id } = task.envelope
    if (job !== undefined) assertSame(id, digest, job)
    else if (first !== undefined && first !== digest) throw reused(id)
    if (record !== undefined && !isOfRecord(record, task)) throw reused(id)
    if (record !== undefined) return TaskStatus.parse(record.status)
    return job === undefined ? undefined : 'pending'
  }

  return async (task: ParsedTask): Promise<Accepted> => {
    const { envelope, lane } = task
    const { id } = envelope
    const digest = digestOf(envelope)
    const status = known(await reserve(redis, envelope, digest), task, digest)
    if (status !== undefined) return { id, status }
    await lanes[lane].add(envelope.type, envelope, jobOptions(id))
    // For an id that is there, BullMQ returns the new data and keeps the old: somebody else may have been first.
    const stored = await readEnqueued(redis, id)
    if (stored !== undefined) assertSame(id, digest, stored)
    return { id, status: 'pending' }
  }
}
