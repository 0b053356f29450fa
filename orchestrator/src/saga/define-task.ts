import type { z } from 'zod'
import type { Effect, TaskContract, WireFailure } from '#contract'
import type { InventoryChange } from './ports.ts'

/** What is known before anything is done: enough for the plan. */
export interface PlanContext<Input, Facts, Env> {
  readonly input: Input
  /** What `prepare` found out; the same in every run of the task. */
  readonly facts: Facts
  readonly env: Env
  /** Key of the task's resource: `team:<id>`. */
  readonly owner: string
}

export interface StepContext<Input, Facts, Env, Outputs> extends PlanContext<Input, Facts, Env> {
  /** Outputs of earlier stages. */
  readonly outputs: Outputs
  /** What everything that the step makes for the task's resource is tagged with. */
  readonly tag: { readonly owner: string; readonly task: string }
  readonly signal: AbortSignal
  /** Tells people how far the step is, in a line; the percentage stays. */
  readonly tell: (message: string) => void
}

/** A task that is about to end. */
export interface SettleContext<Input, Facts, Env, Outputs> {
  readonly input: Input
  /** Undefined when the task was refused before it had any. */
  readonly facts: Facts | undefined
  readonly env: Env
  readonly task: string
  /** Outputs of the steps that were done, whether or not they have been undone since. */
  readonly outputs: Partial<Outputs>
  /** Why it is no success; undefined when it is one. */
  readonly failure: WireFailure | undefined
}

/** A step as it is written. Methods, so that steps of different types fit into one list. */
export interface StepSpec<Input, Facts, Env, Outputs, Output> {
  /** What people read while it runs: "Creating the repository". */
  readonly title: string
  /** Schema of what `run` returns, if later steps need it. It is journaled: nothing secret in plain. */
  readonly output?: z.ZodType<Output>
  /** Milliseconds after which the step counts as failed. @default 120_000 */
  readonly timeoutMs?: number
  /** Whether this task has the step at all. @default true */
  when?(context: PlanContext<Input, Facts, Env>): boolean
  /** What the step will do to the world; required of every step that does anything to it. */
  effects?(context: PlanContext<Input, Facts, Env>): readonly Effect[]
  run(context: StepContext<Input, Facts, Env, Outputs>): Promise<NoInfer<Output>>
  /** Takes back what `run` did, or may have done. @default removes what `effects` says was created */
  undo?(context: StepContext<Input, Facts, Env, Partial<Outputs>>): Promise<void>
}

/** A step of any type, as the engine sees it. */
export interface Step<Env> extends StepSpec<unknown, unknown, Env, unknown, unknown> {
  readonly name: string
}

/** What a task leaves behind when it has succeeded. */
export interface Completion<Result> {
  /** The metadata of the final message. */
  readonly metadata: Result
  readonly changes: readonly InventoryChange[]
  /** What people read at the end. @default 'Done' */
  readonly message?: string
}

/** A task type as the engine runs it. */
export interface TaskDefinition<Env> {
  readonly contract: TaskContract
  /** Checks the task against what stands, and remembers what it found. Changes nothing. */
  prepare(context: PrepareContext<unknown, Env>): Promise<unknown>
  readonly facts: z.ZodType
  /** Steps of one stage run at the same time; a stage starts when the one before it is done. */
  readonly stages: readonly (readonly Step<Env>[])[]
  /** Index of the first stage after which there is no way back; `stages.length` when there always is one. */
  readonly pivot: number
  /** Inventory changes to write when the task passes its pivot and then fails. */
  abandon(context: PlanContext<unknown, unknown, Env>): readonly InventoryChange[]
  complete(context: PlanContext<unknown, unknown, Env> & { readonly outputs: unknown }): Completion<unknown>
  /**
   * The last thing that is done before the task ends, however it ends; done again by a later run if this one dies first.
   * @returns what is told of an end that is no success
   */
  settle?(context: SettleContext<unknown, unknown, Env, object>): Promise<Record<string, unknown> | undefined>
}

export interface PrepareContext<Input, Env> {
  readonly input: Input
  readonly env: Env
  readonly owner: string
}

type StepSpecs<Input, Facts, Env, Outputs, Added> = {
  readonly [Name in keyof Added]: StepSpec<Input, Facts, Env, Outputs, Added[Name]>
}

/** Collects the stages of a task; each call gives a new builder that knows the outputs so far. */
export interface TaskBuilder<Input, Facts, Env, Outputs, Result> {
  /** One step in a stage of its own. */
  step<Name extends string, Output>(
    name: Name,
    spec: StepSpec<Input, Facts, Env, Outputs, Output>,
  ): TaskBuilder<Input, Facts, Env, Outputs & Readonly<Record<Name, Output>>, Result>
  /** Steps that need nothing of each other, run at the same time. */
  together<Added extends Record<string, unknown>>(
    specs: StepSpecs<Input, Facts, Env, Outputs, Added>,
  ): TaskBuilder<Input, Facts, Env, Outputs & Readonly<Added>, Result>
  /**
   * From here on the task is only carried forward: it is neither cancelled nor undone.
   * @param abandon what the inventory says of the resource if it fails all the same
   */
  pivot(
    abandon: (context: PlanContext<Input, Facts, Env>) => readonly InventoryChange[],
  ): TaskBuilder<Input, Facts, Env, Outputs, Result>
  /** What is done before the task ends, however it ends: see TaskDefinition. */
  settles(
    settle: (context: SettleContext<Input, Facts, Env, Outputs>) => Promise<Record<string, unknown> | undefined>,
  ): TaskBuilder<Input, Facts, Env, Outputs, Result>
  /** The last word: what is published and recorded when the task has succeeded. */
  completes(
    complete: (context: PlanContext<Input, Facts, Env> & { readonly outputs: Outputs }) => Completion<Result>,
  ): TaskDefinition<Env>
}

type Draft<Env> = Omit<TaskDefinition<Env>, 'complete' | 'pivot'> & { readonly pivot: number | undefined }

// The engine holds tasks and steps of every type in one list, so their types end here (methods compare their parameters
// both ways). It is sound because a step is given nothing but values of its own task's schemas: `input` from the
// contract, `facts` and `outputs` parsed again whenever they are read back from the journal.
function build<Input, Facts, Env, Outputs, Result>(draft: Draft<Env>): TaskBuilder<Input, Facts, Env, Outputs, Result> {
  const withStage = (stage: readonly Step<Env>[]): Draft<Env> => ({ ...draft, stages: [...draft.stages, stage] })
  return {
    step: (name, spec) => build(withStage([{ ...spec, name }])),
    together: (specs) => {
      const stage: Step<Env>[] = []
      for (const name in specs) stage.push({ ...specs[name], name })
      return build(withStage(stage))
    },
    settles: (settle) => build({ ...draft, settle }),
    pivot: (abandon) => build({ ...draft, pivot: draft.stages.length, abandon }),
    completes: (complete) => ({ ...draft, pivot: draft.pivot ?? draft.stages.length, complete }),
  }
}

/**
 * Starts the definition of a task: how it is prepared, then its stages.
 * @param contract the task's contract; gives the types of input and result
 * @param facts schema of what `prepare` returns, which is journaled: nothing secret in plain
 * @param prepare reads what stands and refuses what can't be done, before anything is changed
 */
export const defineTask =
  <Env>() =>
  <Input extends z.ZodType, Result extends z.ZodType<Record<string, unknown>>, Facts>(
    contract: TaskContract<Input, Result>,
    facts: z.ZodType<Facts>,
    prepare: (context: PrepareContext<z.output<Input>, Env>) => Promise<Facts>,
  ): TaskBuilder<z.output<Input>, Facts, Env, unknown, z.input<Result>> =>
    build({ contract, facts, prepare, stages: [], pivot: undefined, abandon: () => [] })
