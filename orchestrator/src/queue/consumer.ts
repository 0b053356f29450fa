import {
  DelayedError,
  UnrecoverableError,
  WaitingError,
  Worker,
  type ConnectionOptions,
  type Job,
  type Queue,
  type Telemetry,
} from 'bullmq'
import type { Logger } from 'pino'
import { Failure, LANE_QUEUES, LANES, type Lane } from '#contract'
import { Handover } from '../saga/errors.ts'
import type { Disposition } from './outcome.ts'
import type { Router } from './router.ts'
import type { Running } from './running.ts'

/** Milliseconds after which a job whose orchestrator died, or lost Redis, may be taken by another one. */
const LOCK_MS = 6_000
const STALLED_CHECK_MS = 3_000
/** Deaths of an orchestrator that one task survives; after that the janitor undoes it. */
const MOST_DEATHS = 20
/** Milliseconds after which a task that waits for another looks for itself; it is woken long before. */
const RECHECK_MS = 5_000
/** Ended jobs of a lane that are kept at the most. */
const MOST_KEPT = 50_000
/** Milliseconds that runs are given to let go at a hand-over, before the connection is cut. */
const HANDOVER_MS = 8_000

export interface ConsumerDeps {
  /** The one that the journal writes over as well: the end of a task goes before that of its job. */
  readonly connection: ConnectionOptions
  readonly queues: Readonly<Record<Lane, Queue>>
  /** Slots per lane. High tasks never wait for normal ones: a lane's slots are its own. */
  readonly concurrency: Readonly<Record<Lane, number>>
  /** Seconds that a job is kept after its end. */
  readonly keptS: number
  readonly router: Router
  readonly running: Running
  /** Whether a task has been admitted and has not ended. */
  readonly isOpen: (taskId: string) => Promise<boolean>
  readonly log: Logger
  /** Is told of every loss of a connection; all of them come back by themselves. */
  readonly onError: (thrown: unknown) => void
  /** Carries the trace of whoever enqueued a task. @default none */
  readonly telemetry?: Telemetry | undefined
}

/** The workers of all lanes: they take jobs, and do with each what the router says. */
export class Consumer {
  readonly #deps: ConsumerDeps
  readonly #workers: readonly Worker[]

  constructor(deps: ConsumerDeps) {
    this.#deps = deps
    this.#workers = LANES.map((lane) => this.#worker(lane))
  }

  async start(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.waitUntilReady()))
    // `run` ends with the worker; what goes wrong on the way comes as its event `error`.
    for (const worker of this.#workers) void worker.run()
  }

  /** Takes no more jobs and puts those that run back to the head of their lane, for another orchestrator to carry on. */
  async handOver(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.pause(true)))
    this.#deps.running.handOver()
    const closed = Promise.all(this.#workers.map((worker) => worker.close()))
    const late = setTimeout(() => {
      this.#deps.log.warn(
        { tasks: this.#deps.running.ids() },
        'tasks did not let go in time: they are taken over when their lock runs out',
      )
      for (const worker of this.#workers) void worker.close(true)
    }, HANDOVER_MS)
    await closed
    clearTimeout(late)
  }

  #worker(lane: Lane): Worker {
    const { connection, concurrency, keptS, onError, running, telemetry } = this.#deps
    const { prefix, name } = LANE_QUEUES[lane]
    const worker = new Worker(name, (job, token) => this.#process(lane, job, token), {
      connection,
      prefix,
      concurrency: concurrency[lane],
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MOST_DEATHS,
      // Of those whose producer does not say otherwise.
      removeOnComplete: { age: keptS, count: MOST_KEPT },
      removeOnFail: { age: keptS, count: MOST_KEPT },
      autorun: false,
      ...(telemetry === undefined ? {} : { telemetry }),
    })
    worker.on('error', onError)
    worker.on('lockRenewalFailed', (jobIds) => {
      for (const id of jobIds) running.stop(id, new Failure('LEASE_LOST', `The lock of task ${id} ran out`))
    })
    return worker
  }

  async #process(lane: Lane, job: Job, token: string | undefined): Promise<void> {
    const { id, timestamp } = job
    const data: unknown = job.data
    if (id === undefined) throw new UnrecoverableError('A job without an id')
    try {
      await this.#dispose(lane, job, token, await this.#deps.router.handle({ id, data, timestamp, lane }))
    } catch (thrown) {
      if (!isElsewhere(thrown)) throw thrown
      this.#deps.log.info({ task: id, reason: thrown.message }, 'task handed over')
      // Where the lock is lost the job is another's already, and this is refused; either way it is not ours to end.
      await job
        .moveToWait(token)
        .catch((refused: unknown) => this.#deps.log.debug({ err: refused, task: id }, 'job not put back'))
      throw new WaitingError()
    }
  }

  async #dispose(lane: Lane, job: Job, token: string | undefined, disposition: Disposition): Promise<void> {
    const { log } = this.#deps
    switch (disposition.kind) {
      case 'done':
        return
      case 'failed':
        throw new UnrecoverableError(`${disposition.failure.code}: ${disposition.failure.message}`)
      case 'delay':
        log.warn({ task: job.id, failure: disposition.failure, delayMs: disposition.delayMs }, 'task is tried again')
        await job.moveToDelayed(Date.now() + disposition.delayMs, token)
        throw new DelayedError()
      case 'park':
        await job.moveToDelayed(Date.now() + RECHECK_MS, token)
        // If the other one ended before this job stood among the delayed, nobody has woken it.
        if (!(await this.#deps.isOpen(disposition.blocker))) await this.wake({ id: job.id ?? '', lane })
        throw new DelayedError()
    }
  }

  /** Puts a job that was set aside back into its lane. */
  async wake({ id, lane }: { id: string; lane: Lane }): Promise<void> {
    const job = await this.#deps.queues[lane].getJob(id)
    // Not delayed is what a job is that runs, waits in its lane or was woken by somebody else.
    await job?.promote().catch((refused: unknown) => this.#deps.log.trace({ err: refused, task: id }, 'job not woken'))
  }
}

const isElsewhere = (thrown: unknown): thrown is Error =>
  thrown instanceof Handover || (thrown instanceof Failure && thrown.code === 'LEASE_LOST')
