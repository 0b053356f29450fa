import { Queue, type Job, type Telemetry } from 'bullmq'
import type { Redis } from 'ioredis'
import { Failure } from '#contract'
import { onRedis } from './redis.ts'

/** Where a BullMQ queue is. */
export interface QueueAddress {
  readonly prefix: string
  readonly name: string
}

/** A BullMQ queue that fails at once while Redis is away. All its calls throw Failure REDIS_UNAVAILABLE. */
export interface PromptQueue {
  add(name: string, data: unknown, options: Parameters<Queue['add']>[2]): Promise<Job>
  find(id: string): Promise<Job | undefined>
}

/**
 * The queue is opened by the first call that finds Redis there: BullMQ waits for ever for a connection that isn't, and
 * a queue whose opening failed stays broken for good.
 * @param telemetry has jobs carry the trace of who adds them; @default they carry none
 */
export const createQueue = (
  { prefix, name }: QueueAddress,
  redis: Redis,
  onError: (error: Error) => void,
  telemetry?: Telemetry,
): PromptQueue => {
  let opened: Promise<Queue> | undefined

  const open = async (): Promise<Queue> => {
    if (redis.status !== 'ready') throw new Failure('REDIS_UNAVAILABLE', 'Redis is not connected.')
    const queue = new Queue(name, { connection: redis, prefix, ...(telemetry === undefined ? {} : { telemetry }) }).on(
      'error',
      onError,
    )
    await queue.waitUntilReady()
    return queue
  }
  const ready = async (): Promise<Queue> => {
    opened ??= open()
    try {
      return await opened
    } catch (thrown) {
      opened = undefined
      throw thrown
    }
  }

  return {
    add: (jobName, data, options) => onRedis(async () => (await ready()).add(jobName, data, options)),
    find: (id) => onRedis(async () => (await ready()).getJob(id)),
  }
}
