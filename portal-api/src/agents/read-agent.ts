import type { Redis } from 'ioredis'
import { z } from 'zod'
import { AgentRecord, agentKey, agentOutputKey, Failure, taskKey, TaskStatus } from '#contract'
import { onRedis } from '../redis.ts'
import { findTask, isFinal, type FoundTask, type Lanes } from '../tasks.ts'
import { OutputEntries, type OutputEntry } from './output-entry.ts'

/** Entries that are read at once. */
const PAGE = 100

/** The record `agent:{id}`, or undefined before the task has begun. */
const readAgent = async (redis: Redis, id: string): Promise<AgentRecord | undefined> => {
  const hash = await onRedis(() => redis.hgetall(agentKey(id)))
  return Object.keys(hash).length === 0 ? undefined : AgentRecord.parse(hash)
}

/** What is told of an agent task; of one that waits, or failed before it began, not more than how it stands. */
export type ShownAgent = Partial<Omit<AgentRecord, 'status'>> & Pick<FoundTask['record'], 'status'>

/**
 * An agent task as it is shown.
 * @throws Failure TASK_NOT_FOUND (also of other tasks), REDIS_UNAVAILABLE
 */
export const findAgent = async (redis: Redis, lanes: Lanes, id: string): Promise<ShownAgent> => {
  const { record: task } = await findTask(redis, lanes, id)
  if (task.resource_type !== 'agent') throw new Failure('TASK_NOT_FOUND', `The task ${id} is not an agent's.`)
  return agentOf(redis, task)
}

/** @param task an agent's */
export const agentOf = async (redis: Redis, task: FoundTask['record']): Promise<ShownAgent> => {
  const { id } = task
  const agent = await readAgent(redis, id)
  // The agent's record is ended a moment before its task.
  const status = isFinal(task.status) ? task.status : (agent?.status ?? task.status)
  const { error, error_code } = task
  return { task_id: id, ...agent, status, ...(error === undefined ? {} : { error, error_code }) }
}

export interface OutputPage {
  readonly entries: readonly OutputEntry[]
  /** Whether nothing follows the entries now. */
  readonly last: boolean
  /** Whether nothing can follow them. */
  readonly over: boolean
}

const Answers = z.tuple([z.string().nullable(), TaskStatus.nullable(), OutputEntries])

/** Output that ends after an offset. @throws Failure REDIS_UNAVAILABLE */
export const readOutput = async (redis: Redis, id: string, offset: number): Promise<OutputPage> => {
  // In this order: what was printed before the end is read with the end, or after it.
  const answers = await onRedis(async () =>
    redis
      .pipeline()
      .hget(agentKey(id), 'ended_at')
      .hget(taskKey(id), 'status')
      .xrange(agentOutputKey(id), `${offset + 1}-0`, '+', 'COUNT', PAGE)
      .exec(),
  )
  const values = (answers ?? []).map(([error, value]) => {
    if (error !== null) throw error
    return value
  })
  const [endedAt, status, entries] = Answers.parse(values)
  const last = entries.length < PAGE
  return { entries, last, over: last && (endedAt !== null || (status !== null && isFinal(status))) }
}
