import { Failure } from '#contract'
import { bounded, forwardAbort } from './bounded.ts'
import { SiblingFailed } from './errors.ts'
import type { PlannedStep } from './plan.ts'
import type { SagaRun } from './saga-run.ts'

const DEFAULT_TIMEOUT_MS = 120_000

/**
 * Runs a stage: every step that is not done yet, at the same time. When one fails for good the others are stopped; when
 * it may work later, they are let to their end.
 * @param past whether the stage lies behind the task's pivot
 * @throws the failure that came first, of those that no repetition helps if there are any, once every step has come to rest
 */
export async function runStage<Env>(
  saga: SagaRun<Env>,
  stage: readonly PlannedStep<Env>[],
  signal: AbortSignal,
  past: boolean,
): Promise<void> {
  const outputs = saga.outputs()
  const steps = stage
    .filter(({ step }) => saga.entry(step.name)?.state !== 'done')
    .map((planned) => ({ planned, controller: new AbortController() }))
  using _forwarding = forwardAbort(
    signal,
    steps.map(({ controller }) => controller),
  )
  const failures: unknown[] = []
  await Promise.all(
    steps.map(async ({ planned, controller }) => {
      try {
        saga.requireAvailable(planned.effects)
        await saga.watched('step', planned.step.name, () => runStep(saga, planned, outputs, controller, past))
      } catch (thrown) {
        failures.push(thrown)
        saga.fail(planned.step.name, thrown)
        if (Failure.from(thrown).retryable) return
        for (const sibling of steps) sibling.controller.abort(new SiblingFailed('Another step of the stage failed'))
      }
    }),
  )
  signal.throwIfAborted()
  if (failures.length > 0) throw failures.find((thrown) => !Failure.from(thrown).retryable) ?? failures[0]
}

async function runStep<Env>(
  saga: SagaRun<Env>,
  { step, effects }: PlannedStep<Env>,
  outputs: Record<string, unknown>,
  controller: AbortController,
  past: boolean,
): Promise<void> {
  controller.signal.throwIfAborted()
  const about = { name: step.name, state: 'running' } as const
  if (effects.length > 0) {
    const declared = effects.filter(({ action }) => action === 'create')
    const ledger = { declared, ...(past && { pastCancelling: past }) }
    await saga.write(saga.mark(step.name, { state: 'started' }, step.title, ledger))
  } else saga.note(saga.begun(step.name))
  const returned = await bounded((signal) => step.run(saga.contextOf(outputs, signal, about)), {
    controller,
    timeoutMs: step.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    what: `The step "${step.title}"`,
  })
  const output = step.output?.parse(returned)
  const removed = effects.filter(({ action }) => action === 'remove')
  const kept = effects.filter(({ action }) => action === 'keep')
  // Only noted: nothing depends on it before the next effect is declared, and a step repeated after a crash is a no-op.
  saga.note(saga.mark(step.name, { state: 'done', output }, step.title, { removed, kept }))
}
