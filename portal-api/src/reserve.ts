import type { Redis } from 'ioredis'
import { z } from 'zod'
import { digestKey, LANE_QUEUES, LANES, RETENTION_S, TASK_INDEX, TaskEnvelope, taskKey } from '#contract'
import { onRedis } from './redis.ts'

/** BullMQ's own keys of the jobs that a task could be, one in each lane. */
const jobKeys = (id: string): string[] =>
  LANES.map((lane) => `${LANE_QUEUES[lane].prefix}:${LANE_QUEUES[lane].name}:${id}`)

// One script, so that of all who send an id at once one is the first, in one exchange with Redis. Who comes later learns
// of the record, of the job, and whose digest it is. A new one is in the index of tasks from here on.
const RESERVE = `
local record = redis.call('HMGET', KEYS[1], 'status', 'type', 'user_id', 'resource_id')
local job = false
for i = 4, #KEYS do job = job or redis.call('HGET', KEYS[i], 'data') end
local digest = redis.call('GET', KEYS[2])
if not record[1] and not job then
  if not digest then
    redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
    digest = ARGV[1]
  end
  if digest == ARGV[1] then redis.call('ZADD', KEYS[3], 'NX', ARGV[3], ARGV[4]) end
end
return { digest or '', job or '', record[1] or '', record[2] or '', record[3] or '', record[4] or '' }
`

const text = z.string().transform((value) => (value === '' ? undefined : value))
const Answer = z
  .tuple([text, text, text, text, text, text])
  .transform(([digest, job, status, type, userId, resourceId]) => ({
    digest,
    job: job === undefined ? undefined : taskIn(job),
    record: status === undefined ? undefined : { status, type, userId, resourceId },
  }))

/** What is there under a task's id: whose digest, its job where it waits or ended in a lane, and its record. */
export type Reserved = z.infer<typeof Answer>

/** The task that a job's data is; undefined for one that can't be read. */
const taskIn = (data: string): TaskEnvelope | undefined => {
  try {
    return TaskEnvelope.safeParse(JSON.parse(data)).data
  } catch {
    return undefined // no JSON: nothing that could be a task
  }
}

/** Reserves the id of a task for it, if nothing is there under this id; tells what is. @throws Failure REDIS_UNAVAILABLE */
export const reserve = async (redis: Redis, task: TaskEnvelope, digest: string): Promise<Reserved> => {
  const { id } = task
  const keys = [taskKey(id), digestKey(id), TASK_INDEX, ...jobKeys(id)]
  const created = Math.min(Date.parse(task.created_at), Date.now())
  const answer = await onRedis(() => redis.eval(RESERVE, keys.length, ...keys, digest, RETENTION_S, created, id))
  return Answer.parse(answer)
}

// One script here as well: of a pipeline, each answer would have to be looked at for a connection that is lost.
const READ_ENQUEUED = `
for i = 1, #KEYS do
  local job = redis.call('HGET', KEYS[i], 'data')
  if job then return job end
end
return ''
`

/** The task that stands in a lane under an id, of whichever lane is the first to have one. @throws Failure REDIS_UNAVAILABLE */
export const readEnqueued = async (redis: Redis, id: string): Promise<TaskEnvelope | undefined> => {
  const keys = jobKeys(id)
  const job = text.parse(await onRedis(() => redis.eval(READ_ENQUEUED, keys.length, ...keys)))
  return job === undefined ? undefined : taskIn(job)
}
