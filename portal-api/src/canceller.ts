import type { Redis } from 'ioredis'
import { z } from 'zod'
import { CANCEL_CHANNEL, cancelKey, Failure, RETENTION_S, taskKey, type TaskStatus } from '#contract'
import { onRedis } from './redis.ts'
import { findTask, type Lanes } from './tasks.ts'

// One script, so that a task which ends, or passes the point of no return, in this moment is not asked to cancel.
const ASK_TO_CANCEL = `
local status, past = unpack(redis.call('HMGET', KEYS[1], 'status', 'past_cancelling'))
if status == 'completed' or status == 'failed' or status == 'cancelled' then return 'finished' end
if past == '1' then return 'past' end
redis.call('SET', KEYS[2], '1', 'EX', ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 'asked'
`
const Answer = z.enum(['finished', 'past', 'asked'])

export interface Cancelling {
  readonly id: string
  readonly status: TaskStatus
  readonly cancelling: true
}

/**
 * Asks whoever runs the task, or will run it, to cancel it and undo what it did.
 * @throws Failure TASK_NOT_FOUND, TASK_FINISHED, PAST_CANCELLING, REDIS_UNAVAILABLE
 */
export const cancelTask = async (redis: Redis, lanes: Lanes, id: string): Promise<Cancelling> => {
  const { record } = await findTask(redis, lanes, id)
  const answer = Answer.parse(
    await onRedis(() => redis.eval(ASK_TO_CANCEL, 2, taskKey(id), cancelKey(id), RETENTION_S, CANCEL_CHANNEL, id)),
  )
  switch (answer) {
    case 'finished':
      throw new Failure('TASK_FINISHED', `The task ${id} has ended.`)
    case 'past':
      throw new Failure('PAST_CANCELLING', `The task ${id} has begun to remove things.`)
    case 'asked':
      return { id, status: record.status, cancelling: true }
  }
}
