import { Queue, type ConnectionOptions } from 'bullmq'
import { AGENT_QUEUE_PREFIX, RETENTION_S } from '#contract'
import { BACKOFF, MOST_ATTEMPTS } from './backoff.ts'

/** The BullMQ queue of deliveries: the id of a job is that of its task. */
export const DELIVERIES = { name: 'deliveries', prefix: AGENT_QUEUE_PREFIX } as const

export interface DeliveryQueue extends AsyncDisposable {
  /** Has the result of an agent task delivered when it has ended. Once for a task, however often it is asked. */
  schedule(taskId: string): Promise<void>
}

export const createDeliveryQueue = (
  connection: ConnectionOptions,
  onError: (thrown: unknown) => void,
): DeliveryQueue => {
  const queue = new Queue(DELIVERIES.name, { connection, prefix: DELIVERIES.prefix }).on('error', onError)
  const kept = { age: RETENTION_S, count: 10_000 }
  return {
    async schedule(taskId) {
      const options = { jobId: taskId, attempts: MOST_ATTEMPTS, backoff: { type: BACKOFF } }
      await queue.add('deliver', { task_id: taskId }, { ...options, removeOnComplete: kept, removeOnFail: kept })
    },
    [Symbol.asyncDispose]: () => queue.close(),
  }
}
