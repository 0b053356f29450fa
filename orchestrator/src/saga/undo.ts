import pRetry from 'p-retry'
import { Failure, type Effect } from '#contract'
import { bounded, forwardAbort } from './bounded.ts'
import type { PlannedStep } from './plan.ts'
import type { SagaRun } from './saga-run.ts'

const UNDO_TIMEOUT_MS = 60_000
const UNDO_RETRIES = 3
const FIRST_WAIT_MS = 500

/**
 * Takes back every step that started, stage by stage in reverse: a call that failed or timed out may have worked all the
 * same. Carries on past what can't be undone.
 * @returns what was left behind
 * @throws the signal's reason when the run is stopped from outside, or a Failure that waits when a service is away or asks
 *   for it; the journal knows where to carry on
 */
export async function undoAll<Env>(saga: SagaRun<Env>, signal: AbortSignal): Promise<Effect[]> {
  const leftovers: Effect[] = []
  for (const stage of saga.stages.toReversed()) {
    const steps = stage.filter((planned) => isUndoable(saga, planned))
    const undone = await Promise.allSettled(steps.map((planned) => undoStep(saga, planned, signal)))
    for (const step of undone) {
      if (step.status === 'rejected') throw step.reason
      leftovers.push(...step.value)
    }
  }
  return leftovers
}

function isUndoable<Env>(saga: SagaRun<Env>, { step, effects }: PlannedStep<Env>): boolean {
  const state = saga.entry(step.name)?.state
  return effects.length > 0 && state !== undefined && state !== 'undone'
}

async function undoStep<Env>(saga: SagaRun<Env>, planned: PlannedStep<Env>, signal: AbortSignal): Promise<Effect[]> {
  const { step } = planned
  const created = planned.effects.filter(({ action }) => action === 'create')
  // Kept through the undo: one that is interrupted and taken up again may need it.
  const { output } = saga.entry(step.name) ?? {}
  await saga.write(saga.mark(step.name, { state: 'undoing', output }, `Undoing: ${step.title}`))
  try {
    const attempts = {
      retries: UNDO_RETRIES,
      minTimeout: FIRST_WAIT_MS,
      signal,
      shouldRetry: ({ error }: { error: Error }) => mayWorkAtOnce(Failure.from(error)),
    }
    await saga.watched('undo', step.name, () => pRetry(() => undoOnce(saga, planned, created, signal), attempts))
  } catch (thrown) {
    signal.throwIfAborted()
    const failure = Failure.from(thrown)
    if (failure.waits && saga.decide(failure).retry) throw failure
    const { code, message } = failure
    const told = `Could not undo: ${step.title} (${code}: ${message})`
    await saga.write(saga.mark(step.name, { state: 'undo_failed', output, error_code: code }, told))
    return created
  }
  await saga.write(saga.mark(step.name, { state: 'undone', output }, `Undone: ${step.title}`, { undid: created }))
  return []
}

const mayWorkAtOnce = (failure: Failure): boolean => failure.class !== 'permanent' && !failure.waits

async function undoOnce<Env>(
  saga: SagaRun<Env>,
  { step }: PlannedStep<Env>,
  created: readonly Effect[],
  outer: AbortSignal,
): Promise<void> {
  const controller = new AbortController()
  using _forwarding = forwardAbort(outer, [controller])
  const call = async (signal: AbortSignal): Promise<void> => {
    if (step.undo !== undefined)
      return step.undo(saga.contextOf(saga.outputs(), signal, { name: step.name, state: 'undoing' }))
    // In reverse of their declaration: what was made later may stand on what was made before.
    for (const effect of created.toReversed()) {
      await saga.ports.world.undo(effect, saga.run.task.envelope.id, signal)
    }
  }
  await bounded(call, { controller, timeoutMs: UNDO_TIMEOUT_MS, what: `Undoing "${step.title}"` })
}
