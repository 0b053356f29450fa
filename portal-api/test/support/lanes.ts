import { Job, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { LANE_QUEUES, LANES } from '#contract'

/** The job that waits in a lane under a task's id. */
export const waitingIn = async (redis: Redis, id: string): Promise<Job | undefined> => {
  for (const lane of LANES) {
    const queue = new Queue(LANE_QUEUES[lane].name, { connection: redis, prefix: LANE_QUEUES[lane].prefix })
    const job = await Job.fromId(queue, id)
    await queue.close()
    if (job !== undefined) return job
  }
  return undefined
}
