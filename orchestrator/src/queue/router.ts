import { Failure, type Lane, type ParsedTask } from '#contract'
import type { Grant, Lock } from './lock.ts'
import { runSaga, type Outcome, type RunSignals } from '../saga/run-saga.ts'
import type { TaskDefinition } from '../saga/define-task.ts'
import type { Run } from '../saga/ports.ts'
import type { SagaPorts } from '../saga/saga-run.ts'
import { dispositionOf, type Disposition } from './outcome.ts'
import type { Running } from './running.ts'
import type { Watch } from '../watching/watch.ts'

/** A job of a lane, as far as it matters here. */
export interface Arrival {
  readonly id: string
  readonly data: unknown
  readonly lane: Lane
  /** When it was enqueued, in milliseconds since 1970. */
  readonly timestamp: number
}

/** Takes a job to the task type's definition, when its turn has come. */
export interface Router {
  /** @throws Handover, or Failure LEASE_LOST: the task goes on elsewhere */
  handle(arrival: Arrival): Promise<Disposition>
  /** Runs a task that was granted. */
  run(run: Run, signals: RunSignals): Promise<Outcome>
}

export interface RouterDeps<Env> {
  readonly definitions: Readonly<Record<string, TaskDefinition<Env>>>
  readonly parse: (data: unknown) => ParsedTask
  readonly lock: Lock
  readonly running: Running
  readonly ports: SagaPorts<Env>
  /** Where in a trace a call of it is. @default in none */
  readonly trace?: (() => string) | undefined
  /** Watches runs. */
  readonly watch: Pick<Watch, 'run'>
  /** Is told of a task that has to wait, and for which. */
  readonly giveWay: (waiting: ParsedTask, blocker: string) => Promise<void>
  /** Reports what can't be taken as a task, once. */
  readonly reject: (data: unknown, failure: Failure) => Promise<void>
}

export function createRouter<Env>(deps: RouterDeps<Env>): Router {
  const { definitions, lock, running, ports } = deps

  const run = (granted: Run, signals: RunSignals): Promise<Outcome> => {
    const { type } = granted.task.envelope
    const definition = definitions[type]
    if (definition === undefined) throw new Failure('UNKNOWN_TASK_TYPE', `No definition is registered for ${type}`)
    return deps.watch.run(granted.task, granted.attempt, () => runSaga(definition, granted, ports, signals))
  }

  const grantFor = async (task: ParsedTask, { lane, timestamp, data }: Arrival): Promise<Grant> => {
    const trace = deps.trace?.()
    const grant = await lock.begin(task, trace)
    if (grant.kind !== 'unknown') return grant
    // Its event was trimmed away before anyone read it.
    await lock.admit([{ lane, number: timestamp * 1_000, data: JSON.stringify(data) }])
    return lock.begin(task, trace)
  }

  return {
    run,
    async handle(arrival) {
      const { id, data } = arrival
      const task = parseAs(id, data, deps.parse)
      if (task instanceof Failure) {
        await deps.reject(data, task)
        return { kind: 'failed', failure: task.toJSON() }
      }
      return running.during(id, async (signals) => {
        const grant = await grantFor(task, arrival)
        switch (grant.kind) {
          case 'granted':
            return dispositionOf(await run(grant.run, signals))
          case 'waiting':
            await deps.giveWay(task, grant.blocker)
            return { kind: 'park', blocker: grant.blocker }
          case 'ended':
            return { kind: 'done' }
          case 'unknown':
            throw new Failure('INTERNAL', `Task ${id} has no place in line after it was given one`)
        }
      })
    },
  }
}

function parseAs(jobId: string, data: unknown, parse: RouterDeps<unknown>['parse']): ParsedTask | Failure {
  try {
    const task = parse(data)
    if (task.envelope.id === jobId) return task
    return new Failure(
      'MALFORMED_TASK',
      `The job's id is ${jobId} and its task's is ${task.envelope.id}: they must be equal`,
    )
  } catch (thrown) {
    return Failure.from(thrown)
  }
}
