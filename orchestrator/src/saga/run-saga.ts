import { Failure, type Effect, type WireFailure } from '#contract'
import type { TaskDefinition } from './define-task.ts'
import { CancelRequested, reasonOf } from './errors.ts'
import { runStage } from './forward.ts'
import type { Ending, Run } from './ports.ts'
import type { RetryLater } from './retry.ts'
import { SagaRun, type SagaPorts } from './saga-run.ts'
import { undoAll } from './undo.ts'

/** What became of a run. Every outcome but `retry` is final, and has been published. */
export type Outcome =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed' | 'cancelled'; readonly failure: WireFailure; readonly leftovers: readonly Effect[] }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly failure: WireFailure }

export interface RunSignals {
  /** Stops the run where it is, undoing nothing: a hand-over or a lost lease. The reason is thrown. */
  readonly stop: AbortSignal
  /** Asks the run to be undone; ignored once it is past its pivot. Aborts with `stop` too, for the same reason. */
  readonly cancel: AbortSignal
}

/**
 * Runs a task from where its journal says it is to its end, or to where it has to wait.
 * @param definition what the task's type does
 * @param run the grant: the task, and what earlier runs of it wrote
 * @throws the reason of `signals.stop`, or Failure LEASE_LOST: another run of the task carries on
 */
export async function runSaga<Env>(
  definition: TaskDefinition<Env>,
  run: Run,
  ports: SagaPorts<Env>,
  signals: RunSignals,
): Promise<Outcome> {
  const prepared = await prepare(definition, run, ports, signals)
  if (prepared.refused !== undefined) {
    return close(new SagaRun({ ...definition, stages: [] }, run, ports, undefined), prepared.refused, [])
  }
  const saga = new SagaRun(definition, run, ports, prepared.facts)
  if (run.failure !== undefined) return undo(saga, run.failure, signals)
  if (run.facts === undefined) saga.note({ facts: prepared.facts ?? null, plan: saga.stagesShown() })
  return forward(saga, signals)
}

type Prepared = { readonly facts: unknown; readonly refused?: undefined } | { readonly refused: WireFailure }

/** The facts of the first run, or those found now. A task that is refused here has changed nothing. */
async function prepare<Env>(
  definition: TaskDefinition<Env>,
  run: Run,
  { env }: SagaPorts<Env>,
  signals: RunSignals,
): Promise<Prepared> {
  if (run.facts !== undefined) return { facts: definition.facts.parse(run.facts) }
  try {
    signals.cancel.throwIfAborted()
    if (run.cancelRequested) throw new CancelRequested()
    const { input, owner } = run.task
    return { facts: definition.facts.parse(await definition.prepare({ input, env, owner })) }
  } catch (thrown) {
    signals.stop.throwIfAborted()
    return { refused: reasonOf(thrown).toJSON() }
  }
}

async function forward<Env>(saga: SagaRun<Env>, { stop, cancel }: RunSignals): Promise<Outcome> {
  const { pivot } = saga.definition
  try {
    if (saga.run.cancelRequested && !pastPivot(saga)) throw new CancelRequested()
    for (const [index, stage] of saga.stages.entries()) {
      const past = index >= pivot || pastPivot(saga)
      await runStage(saga, stage, past ? stop : cancel, past)
    }
  } catch (thrown) {
    const flushed = saga.flush()
    stop.throwIfAborted()
    await flushed
    return fail(saga, reasonOf(cancel.aborted && !pastPivot(saga) ? cancel.reason : thrown), { stop, cancel })
  }
  return complete(saga)
}

const pastPivot = <Env>(saga: SagaRun<Env>): boolean =>
  saga.stages
    .slice(saga.definition.pivot)
    .flat()
    .some(({ step }) => saga.entry(step.name) !== undefined)

async function fail<Env>(saga: SagaRun<Env>, failure: Failure, signals: RunSignals): Promise<Outcome> {
  const decision = saga.decide(failure)
  const wire = failure.toJSON()
  if (decision.retry) return setAside(saga, failure, decision)
  if (pastPivot(saga)) {
    saga.note(saga.failed())
    return close(saga, wire, remaining(saga))
  }
  saga.gotSomewhere()
  const progress = saga.progress(`Undoing, because: ${failure.message}`)
  await saga.write({ failure: wire, waitingSince: null, progress, ...saga.failed() })
  return undo(saga, wire, signals)
}

/** What a removal that failed has not removed. */
const remaining = <Env>(saga: SagaRun<Env>): Effect[] =>
  saga.stages
    .flat()
    .flatMap(({ step, effects }) =>
      saga.entry(step.name)?.state === 'done' ? [] : effects.filter(({ action }) => action === 'remove'),
    )

async function undo<Env>(saga: SagaRun<Env>, failure: WireFailure, { stop }: RunSignals): Promise<Outcome> {
  try {
    return await close(saga, failure, await undoAll(saga, stop))
  } catch (thrown) {
    if (!(thrown instanceof Failure) || !thrown.waits) throw thrown
    const decision = saga.decide(thrown)
    if (!decision.retry) throw thrown
    return setAside(saga, thrown, decision)
  }
}

/** Leaves the run where it is, to be taken up later. */
async function setAside<Env>(saga: SagaRun<Env>, failure: Failure, decision: RetryLater): Promise<Outcome> {
  const { delayMs, transientFailures } = decision
  const message = `Trying again in ${Math.ceil(delayMs / 1000)} s: ${failure.message}`
  const waitingSince = transientFailures === saga.run.transientFailures ? (saga.waitingSince(failure) ?? null) : null
  await saga.write({ transientFailures, waitingSince, progress: saga.progress(message), ...saga.failed() })
  return { kind: 'retry', delayMs, failure: failure.toJSON() }
}

async function close<Env>(saga: SagaRun<Env>, failure: WireFailure, leftovers: readonly Effect[]): Promise<Outcome> {
  const status = failure.code === 'CANCELLED' ? 'cancelled' : 'failed'
  const changes = pastPivot(saga) ? saga.definition.abandon(saga.plan) : []
  const metadata = await saga.settle(failure)
  const ending = { status, failure, changes, leftovers, ...(metadata === undefined ? {} : { metadata }) } as const
  await saga.close({ ...ending, ...summary(saga, failure.message, false) })
  return { kind: status, failure, leftovers }
}

async function complete<Env>(saga: SagaRun<Env>): Promise<Outcome> {
  const { metadata, changes, message = 'Done' } = saga.definition.complete({ ...saga.plan, outputs: saga.outputs() })
  const result = saga.run.task.contract.result.parse(metadata)
  await saga.settle(undefined)
  await saga.close({ status: 'completed', metadata: result, changes, leftovers: [], ...summary(saga, message, true) })
  return { kind: 'completed' }
}

const summary = <Env>(
  saga: SagaRun<Env>,
  message: string,
  completed: boolean,
): Pick<Ending, 'progress' | 'effects'> => ({
  progress: saga.progress(message, completed),
  effects: saga.declared(),
})
