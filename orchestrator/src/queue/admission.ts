import type { Queue } from 'bullmq'
import { LANES, type Lane } from '#contract'
import type { Lock } from './lock.ts'

/** How often tasks are looked for, in milliseconds: what waits behind a full lane is told of as well. */
const INTERVAL_MS = 250
const PAGE = 200
const STATES = ['active', 'wait', 'prioritized', 'delayed'] as const

/**
 * Gives every task that is enqueued its place in line, whoever enqueued it and in whichever lane, until disposed. What
 * begins sees to that itself; this is for those that nobody begins yet.
 */
export async function startAdmission(
  lock: Pick<Lock, 'admitAdded' | 'admit'>,
  queues: Readonly<Record<Lane, Queue>>,
  onError: (thrown: unknown) => void,
): Promise<AsyncDisposable> {
  await lock.admitAdded()
  await admitForgotten(lock, queues)
  let current: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    current = lock.admitAdded().catch(onError)
  }, INTERVAL_MS)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await current
    },
  }
}

/** BullMQ keeps about 10,000 events: of jobs that waited longer than that, the time of adding is all there is. */
async function admitForgotten(lock: Pick<Lock, 'admit'>, queues: Readonly<Record<Lane, Queue>>): Promise<void> {
  for (const lane of LANES) {
    for (let start = 0; ; start += PAGE) {
      const jobs = await queues[lane].getJobs([...STATES], start, start + PAGE - 1, true)
      if (jobs.length === 0) break
      await lock.admit(
        jobs.map(({ timestamp, data }) => ({ lane, number: timestamp * 1_000, data: JSON.stringify(data) })),
      )
    }
  }
}
