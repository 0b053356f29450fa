import type { Redis } from 'ioredis'
import {
  digestKey,
  Failure,
  jobOptions,
  RETENTION_S,
  TASK_INDEX,
  type ParsedTask,
  type TaskEnvelope,
  type TaskStatus,
} from '#contract'
import { digestOf } from './digest.ts'
import { onRedis } from './redis.ts'
import type { Task } from './schemas/task.ts'
import { readRecord, readWaiting, type Lanes } from './tasks.ts'

export interface Accepted {
  readonly id: string
  readonly status: TaskStatus
}

const reused = (id: string): Failure =>
  new Failure('TASK_ID_REUSED', `The id ${id} belongs to a task with another type, payload or user.`)

const isOfRecord = (record: Task, { envelope, resource }: ParsedTask): boolean =>
  record.type === envelope.type &&
  record.user_id === envelope.user_id &&
  (record.resource_id === undefined || record.resource_id === resource.id)

/**
 * Puts tasks into their lanes; the promise resolves when Redis has the task on disk. The same task sent again is one
 * task, also when it comes twice at once, through another lane, or after its job was removed.
 *
 * The first to send an id reserves it with the task's digest (one SET NX), because two tasks with one id may go to
 * different lanes, where BullMQ can't know of each other. Tasks that came over other ways have no digest: they are
 * compared with their job's data, or with what their record tells.
 * @throws Failure TASK_ID_REUSED, REDIS_UNAVAILABLE
 */
export const createProducer = (redis: Redis, lanes: Lanes) => {
  const reserve = async (id: string, digest: string): Promise<void> => {
    const key = digestKey(id)
    await onRedis(() => redis.set(key, digest, 'EX', RETENTION_S, 'NX'))
    const first = await onRedis(() => redis.get(key))
    if (first !== digest) throw reused(id)
  }
  const assertSame = (id: string, digest: string, stored: TaskEnvelope): void => {
    if (digestOf(stored) !== digest) throw reused(id)
  }
  /** The status of a task that is there under this id already; undefined when the id is new. */
  const known = async (task: ParsedTask, digest: string): Promise<TaskStatus | undefined> => {
    const { id } = task.envelope
    const [record, waiting, reserved] = await Promise.all([
      readRecord(redis, id),
      readWaiting(lanes, id),
      onRedis(() => redis.get(digestKey(id))),
    ])
    if (waiting !== undefined) assertSame(id, digest, waiting)
    else if (reserved !== null && reserved !== digest) throw reused(id)
    if (record !== undefined && !isOfRecord(record, task)) throw reused(id)
    return record?.status ?? (waiting === undefined ? undefined : 'pending')
  }

  return async (task: ParsedTask): Promise<Accepted> => {
    const { envelope, lane } = task
    const { id } = envelope
    const digest = digestOf(envelope)
    const status = await known(task, digest)
    if (status !== undefined) return { id, status }
    await reserve(id, digest)
    await lanes[lane].add(envelope.type, envelope, jobOptions(id))
    const created = Math.min(Date.parse(envelope.created_at), Date.now())
    await onRedis(() => redis.zadd(TASK_INDEX, 'NX', created, id))
    // For an id that is there, BullMQ returns the new data and keeps the old: somebody else may have been first.
    const stored = await readWaiting(lanes, id)
    if (stored !== undefined) assertSame(id, digest, stored)
    return { id, status: 'pending' }
  }
}
