import type { Effect, Failure, StepProgress, StepsPlan, StepState, ToldStep, WireFailure } from '#contract'
import type { PlanContext, StepContext, TaskDefinition } from './define-task.ts'
import { reasonOf, SiblingFailed } from './errors.ts'
import { UNOBSERVED, type Activity, type Observer } from './observer.ts'
import { planStages, type PlannedStep } from './plan.ts'
import type { Ending, Entry, Journal, Progress, Run, StepEntry, World } from './ports.ts'
import { decideRetry, type RetryDecision } from './retry.ts'
import { ShownSteps } from './shown-steps.ts'

export interface SagaPorts<Env> {
  readonly journal: Journal
  readonly world: World
  /** What the steps work with: drivers, names, inventory. */
  readonly env: Env
  /** Who watches. @default nobody */
  readonly observer?: Observer | undefined
  /** Milliseconds for which a task waits for a service that is away. @default 15 minutes */
  readonly patienceMs?: number | undefined
}

type LedgerEntry = Pick<Entry, 'declared' | 'removed' | 'kept' | 'undid' | 'pastCancelling'>

/** The state of one run, shared by going forward and undoing: the plan, what is done, and the words to the journal. */
export class SagaRun<Env> {
  readonly definition: TaskDefinition<Env>
  readonly run: Run
  readonly ports: SagaPorts<Env>
  readonly plan: PlanContext<unknown, unknown, Env>
  readonly stages: PlannedStep<Env>[][]
  readonly #entries: Map<string, StepEntry>
  readonly #total: number
  readonly #shown: ShownSteps
  readonly #failed = new Map<string, unknown>()
  readonly #begunAt = Date.now()
  #waitingSince: number | undefined
  #percentage = 0
  #noted: Entry[] = []
  #immediate: NodeJS.Immediate | undefined
  #writes: Promise<void> = Promise.resolve()

  constructor(definition: TaskDefinition<Env>, run: Run, ports: SagaPorts<Env>, facts: unknown) {
    this.definition = definition
    this.run = run
    this.ports = ports
    this.plan = { input: run.task.input, facts, env: ports.env, owner: run.task.owner }
    this.stages = planStages(definition, this.plan)
    this.#entries = new Map(Object.entries(run.steps))
    this.#shown = new ShownSteps(run.steps)
    this.#total = this.stages.flat().length
    this.#waitingSince = run.waitingSince
  }

  entry(name: string): StepEntry | undefined {
    return this.#entries.get(name)
  }

  /** Outputs of every step that is done, as their schemas read them. */
  outputs(): Record<string, unknown> {
    const outputs: Record<string, unknown> = {}
    for (const { step } of this.stages.flat()) {
      const entry = this.#entries.get(step.name)
      if (step.output !== undefined && entry?.output !== undefined) outputs[step.name] = step.output.parse(entry.output)
    }
    return outputs
  }

  /** @param about the step that works with it, and what it does */
  contextOf(
    outputs: Record<string, unknown>,
    signal: AbortSignal,
    about: ToldStep,
  ): StepContext<unknown, unknown, Env, Record<string, unknown>> {
    const { owner, envelope } = this.run.task
    const tell = (message: string): void => this.note({ progress: this.progress(message), about })
    return { ...this.plan, outputs, tag: { owner, task: envelope.id }, signal, tell }
  }

  /** Everything that was declared so far, in the order of the plan. */
  declared(): Effect[] {
    return this.stages.flat().flatMap(({ step, effects }) => (this.#entries.has(step.name) ? effects : []))
  }

  /** How far the task is. The percentage never falls, though undoing takes steps back, and is 100 only at completion. */
  progress(message: string, completed = false): Progress {
    let step = 0
    for (const { state } of this.#entries.values()) if (state === 'done') step += 1
    const reached = completed ? 100 : Math.min(99, Math.floor((100 * step) / Math.max(1, this.#total)))
    this.#percentage = Math.max(this.#percentage, reached)
    return { step, total_steps: this.#total, percentage: this.#percentage, message }
  }

  /** A step has come to another state: what is written, the message that tells of it, and what becomes of the ledger. */
  mark(name: string, to: StepEntry, message: string, ledger: LedgerEntry = {}): Entry {
    const state: StepState = to.state === 'started' ? 'running' : to.state
    const shown = this.#shown.show(name, state, to.error_code)
    const step = { ...to, ...this.#shown.known(name) }
    this.#entries.set(name, step)
    if (state === 'done' || state === 'undone') this.gotSomewhere()
    const about: ToldStep = { name, state }
    return { ...ledger, about, shown: { [name]: shown }, steps: { [name]: step }, progress: this.progress(message) }
  }

  /** A step without effects begins: seen by those who look on, and told to nobody. */
  begun(name: string): Entry {
    return { shown: { [name]: this.#shown.show(name, 'running') } }
  }

  /** A step was stopped, or failed: seen once it is known what becomes of the task. */
  fail(name: string, thrown: unknown): void {
    if (this.#shown.has(name)) this.#failed.set(name, thrown)
  }

  /** What those who look on see of the steps that failed in this run. */
  failed(): Pick<Entry, 'shown' | 'about'> {
    const shown: Record<string, StepProgress> = {}
    for (const [name, thrown] of this.#failed) {
      const code = thrown instanceof SiblingFailed ? undefined : reasonOf(thrown).code
      shown[name] = this.#shown.show(name, 'failed', code)
    }
    const [first] = this.#failed.keys()
    return first === undefined ? {} : { shown, about: { name: first, state: 'failed' } }
  }

  /** Since when it has got nowhere for a service that is away, if it goes on waiting; in milliseconds since the epoch. */
  waitingSince(failure: Failure): number | undefined {
    return this.#waitingSince ?? (failure.class === 'unavailable' ? this.#begunAt : undefined)
  }

  /** From here on it is waited anew for whatever is away. */
  gotSomewhere(): void {
    this.#waitingSince = undefined
  }

  /** Whether and when what failed is tried again. */
  decide(failure: Failure): RetryDecision {
    const waitedMs = this.#waitingSince === undefined ? undefined : this.#begunAt - this.#waitingSince
    return decideRetry(failure, this.run.transientFailures, { waitedMs, patienceMs: this.ports.patienceMs })
  }

  /** @throws Failure that says which service is away without which these could be neither made nor taken back */
  requireAvailable(effects: readonly Effect[]): void {
    for (const effect of effects) {
      const failure = effect.action === 'create' ? this.ports.world.unavailable?.(effect) : undefined
      if (failure !== undefined) throw failure
    }
  }

  /** The stages with the steps that the task has. */
  stagesShown(): StepsPlan {
    return this.stages.map((stage) => stage.map(({ step: { name, title } }) => ({ name, title })))
  }

  /** Has something about a step done, under the eyes of whoever watches. */
  watched<T>(kind: Activity['kind'], step: string, work: () => Promise<T>): Promise<T> {
    return (this.ports.observer ?? UNOBSERVED).during({ kind, task: this.run.task, step }, work)
  }

  /** Writes an entry, and what was noted before it; durable when it returns. @throws Failure LEASE_LOST */
  write(entry: Entry): Promise<void> {
    this.#noted.push(entry)
    // The steps of a stage all begin in this turn: what they write goes together.
    return Promise.resolve().then(() => this.flush())
  }

  /**
   * Writes an entry with the next ones, at the latest in the next turn of the event loop. For what nothing depends on:
   * that it failed is told by the next write, or the end of the run.
   */
  note(entry: Entry): void {
    this.#noted.push(entry)
    this.#immediate ??= setImmediate(() => void this.flush())
  }

  /** Everything that was noted is durable. @throws Failure LEASE_LOST */
  flush(): Promise<void> {
    const noted = this.#takeNoted()
    return noted.length === 0 ? this.#writes : this.#keepOrder(this.ports.journal.record(this.run, noted))
  }

  /** What the task's type does before it ends. */
  async settle(failure: WireFailure | undefined): Promise<Record<string, unknown> | undefined> {
    const { input, env, facts } = this.plan
    const context = { input, env, facts, task: this.run.task.envelope.id, outputs: this.outputs(), failure }
    return this.definition.settle?.(context)
  }

  /** Ends the task, with everything that was noted. @throws Failure LEASE_LOST */
  close(ending: Ending): Promise<void> {
    return this.#keepOrder(this.ports.journal.close(this.run, this.#takeNoted(), ending))
  }

  #takeNoted(): Entry[] {
    clearImmediate(this.#immediate)
    this.#immediate = undefined
    const noted = this.#noted
    this.#noted = []
    return noted
  }

  #keepOrder(written: Promise<void>): Promise<void> {
    this.#writes = Promise.all([this.#writes, written]).then(() => undefined)
    // Whoever awaits the next write gets the error; until then it is nobody's unhandled one.
    this.#writes.catch(() => undefined)
    return this.#writes
  }
}
