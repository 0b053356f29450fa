import { z } from 'zod'
import { Lane } from './task.ts'

/** Redis sorted set of what the lanes looked like in the last hour: QueueSample as JSON, by its time in milliseconds. */
export const QUEUE_SAMPLES = 'slipway:queue-samples'
/** Seconds between two samples, and for which they are kept. */
export const QUEUE_SAMPLE_EVERY_S = 15
export const QUEUE_SAMPLES_KEPT_S = 3_600

/** How many tasks stand where in a lane. */
export const LaneSample = z.object({
  waiting: z.number().int(),
  active: z.number().int(),
  /** Set aside: to be tried again, or until another task has ended. */
  delayed: z.number().int(),
  /** Milliseconds that the task which is next has been waiting since it was enqueued; 0 where none waits. */
  oldest_wait_ms: z.number(),
})
export type LaneSample = z.infer<typeof LaneSample>

export const QueueSample = z.object({
  /** ISO 8601, UTC. */
  at: z.string(),
  lanes: z.record(Lane, LaneSample),
})
export type QueueSample = z.infer<typeof QueueSample>
