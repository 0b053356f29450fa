import type { Queue } from 'bullmq'
import type { Logger } from 'pino'
import { Failure, type Lane, type ParsedTask } from '#contract'
import type { Lock, OpenTask } from '../queue/lock.ts'
import type { Router } from '../queue/router.ts'
import type { Running } from '../queue/running.ts'

export interface JanitorDeps {
  readonly queues: Readonly<Record<Lane, Queue>>
  readonly lock: Lock
  readonly running: Running
  readonly router: Pick<Router, 'run'>
  readonly parse: (data: unknown) => ParsedTask
  /** Has work done as a part of the trace that it was told. @default in none */
  readonly continuing?: ((trace: string, work: () => Promise<void>) => Promise<void>) | undefined
  readonly log: Logger
}

/** Tasks that one round looks at; the next round goes on behind them. */
const ROUND = 200

/** A task that no job carries any more; `done` when its job ended well. */
type Stranded = OpenTask & { readonly done: boolean }

/**
 * Brings tasks to an end that no job carries any more: BullMQ gave the job up because its orchestrators kept dying, or
 * somebody removed it. Such a task is undone. One whose job ended well had come to its end, which could not be written: it
 * is carried forward. What is seen like that once may be on its way; only twice in a row counts.
 */
export class Janitor {
  readonly #deps: JanitorDeps
  #suspects: ReadonlySet<string> = new Set()
  #unseen: string[] = []

  constructor(deps: JanitorDeps) {
    this.#deps = deps
  }

  async round(): Promise<void> {
    const { lock, running } = this.#deps
    if (this.#unseen.length === 0) this.#unseen = await lock.open()
    const ids = new Set([...this.#suspects, ...this.#unseen.splice(0, ROUND)])
    const stranded: Stranded[] = []
    for (const id of ids) {
      const task = running.has(id) ? undefined : await lock.find(id)
      const state = task === undefined ? undefined : await this.#deps.queues[task.lane].getJobState(id)
      if (task !== undefined && isOver(state)) stranded.push({ ...task, done: state === 'completed' })
    }
    const twice = stranded.filter(({ id }) => this.#suspects.has(id))
    this.#suspects = new Set(stranded.map(({ id }) => id))
    const continuing = this.#deps.continuing ?? inNone
    await Promise.all(twice.map((task) => continuing(task.trace, () => this.#end(task))))
  }

  async #end({ id, envelope, done }: Stranded): Promise<void> {
    const { lock, running, router, parse, log } = this.#deps
    const abandoned = new Failure('ABANDONED', `No job carries task ${id} any more`)
    try {
      await running.during(id, async ({ stop, cancel }) => {
        const grant = await lock.begin(parse(envelope))
        if (grant.kind !== 'granted') return
        const outcome = await router.run(grant.run, { stop, cancel: done ? cancel : AbortSignal.abort(abandoned) })
        log.warn({ task: id, outcome }, 'a task without a job was brought to its end')
      })
    } catch (thrown) {
      log.error({ err: thrown, task: id }, 'a task without a job could not be brought to its end; it is tried again')
    }
  }
}

const inNone = (_trace: string, work: () => Promise<void>): Promise<void> => work()

const isOver = (state: string | undefined): boolean =>
  state === 'failed' || state === 'completed' || state === 'unknown'
