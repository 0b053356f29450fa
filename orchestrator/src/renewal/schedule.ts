import { Queue, Worker, type ConnectionOptions } from 'bullmq'
import { QUEUE_PREFIX, RENEWAL_QUEUE } from '#contract'

export interface ScheduleOptions {
  readonly connection: ConnectionOptions
  /** Milliseconds between two rounds, whoever runs them. Of orchestrators that differ, the one that started last counts. */
  readonly everyMs: number
  /** One look at all certificates. */
  readonly round: (signal: AbortSignal) => Promise<void>
  readonly onError: (thrown: unknown) => void
}

const SCHEDULER = 'renew-due'
/** Milliseconds after which the round of an orchestrator that died is taken over. */
const LOCK_MS = 30_000
/** Deaths of an orchestrator that one round survives; the next one comes all the same. */
const MOST_DEATHS = 20

/** Has rounds run at intervals, one at a time among all orchestrators. Disposing stops the one that runs here. */
export async function scheduleRenewals(options: ScheduleOptions): Promise<AsyncDisposable> {
  const { connection, everyMs, round, onError } = options
  const stopping = new AbortController()
  const queue = new Queue(RENEWAL_QUEUE, { connection, prefix: QUEUE_PREFIX }).on('error', onError)
  await queue.setGlobalConcurrency(1)
  const kept = { attempts: 1, removeOnComplete: true, removeOnFail: true }
  await queue.upsertJobScheduler(SCHEDULER, { every: everyMs }, { name: SCHEDULER, opts: kept })
  const work = async (): Promise<void> => {
    try {
      await round(stopping.signal)
    } catch (thrown) {
      if (!stopping.signal.aborted) onError(thrown) // what was stopped is due in the next round
    }
  }
  const worker = new Worker(RENEWAL_QUEUE, work, {
    ...{ connection, prefix: QUEUE_PREFIX, lockDuration: LOCK_MS, stalledInterval: LOCK_MS },
    maxStalledCount: MOST_DEATHS,
  }).on('error', onError)
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await worker.close()
      await queue.close()
    },
  }
}
