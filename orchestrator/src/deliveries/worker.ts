import { DelayedError, UnrecoverableError, Worker, type ConnectionOptions, type Job } from 'bullmq'
import type { Logger } from 'pino'
import { z } from 'zod'
import { TaskId } from '#contract'
import { lookAgainMs, retryDelay, TRIED_MS, Undelivered } from './backoff.ts'
import { createDeliver, type Delivered, type DeliverDeps } from './deliver.ts'
import { DELIVERIES } from './queue.ts'

export interface DeliveryWorkerOptions extends DeliverDeps {
  readonly connection: ConnectionOptions
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Is told of every loss of the connection, which comes back by itself. */
  readonly onError: (thrown: unknown) => void
  /** Milliseconds before the second attempt. @default 1_000 */
  readonly firstRetryMs?: number
}

const CONCURRENCY = 5
/** Milliseconds after which the delivery of an orchestrator that died is taken over. */
const LOCK_MS = 30_000
/** Deaths of an orchestrator that one delivery survives. */
const MOST_DEATHS = 20

const Data = z.object({ task_id: TaskId })

/** Delivers what was scheduled, whoever scheduled it, until disposed. What is under way then goes on elsewhere. */
export function startDeliveries(options: DeliveryWorkerOptions): AsyncDisposable {
  const { connection, log, firstRetryMs: firstMs = 1_000 } = options
  const deliver = createDeliver(options)
  const stopping = new AbortController()

  const conclude = async (job: Job, token: string | undefined, task: string, outcome: Delivered): Promise<void> => {
    const ageMs = Date.now() - job.timestamp
    switch (outcome.kind) {
      case 'accepted':
        log.info({ task, host: outcome.host, status: outcome.status }, 'result delivered')
        return
      case 'dropped':
        log.info({ task, reason: outcome.reason }, 'result not delivered')
        return
      case 'refused':
        log.warn({ task, host: outcome.host, reason: outcome.reason }, 'result refused')
        throw new UnrecoverableError(outcome.reason)
      case 'failed':
        log.warn({ task, host: outcome.host, reason: outcome.reason }, 'result not delivered yet')
        throw new Undelivered(outcome.reason, outcome.retryAfterMs)
      case 'early':
        if (ageMs > TRIED_MS) throw new UnrecoverableError('its task did not end')
        await job.moveToDelayed(Date.now() + lookAgainMs(ageMs), token)
        throw new DelayedError()
    }
  }
  const work = async (job: Job, token: string | undefined): Promise<void> => {
    const { task_id: task } = Data.parse(job.data)
    await conclude(job, token, task, await deliver(task, stopping.signal))
  }

  const worker = new Worker(DELIVERIES.name, work, {
    ...{ connection, prefix: DELIVERIES.prefix, concurrency: CONCURRENCY },
    ...{ lockDuration: LOCK_MS, stalledInterval: LOCK_MS, maxStalledCount: MOST_DEATHS },
    settings: {
      backoffStrategy: (made, _type, error, job) =>
        retryDelay({
          ...{ made, firstMs, ageMs: Date.now() - (job?.timestamp ?? 0) },
          retryAfterMs: error instanceof Undelivered ? error.retryAfterMs : 0,
        }),
    },
  }).on('error', options.onError)
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await worker.close()
    },
  }
}
