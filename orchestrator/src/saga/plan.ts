import type { Effect, ParsedTask, Plan } from '#contract'
import type { PlanContext, Step, TaskDefinition } from './define-task.ts'

/** A step that this task has, with what it declares. */
export interface PlannedStep<Env> {
  readonly step: Step<Env>
  readonly stage: number
  readonly effects: readonly Effect[]
}

/** The stages of a task with the steps that apply to it. Depends on input and facts alone, so it is the same in every run. */
export const planStages = <Env>(
  definition: TaskDefinition<Env>,
  context: PlanContext<unknown, unknown, Env>,
): PlannedStep<Env>[][] =>
  definition.stages.map((stage, index) =>
    stage
      .filter((step) => step.when?.(context) ?? true)
      .map((step) => ({ step, stage: index, effects: step.effects?.(context) ?? [] })),
  )

/**
 * What a task would do; changes nothing.
 * @throws Failure whatever `prepare` refuses the task with
 */
export async function planTask<Env>(definition: TaskDefinition<Env>, task: ParsedTask, env: Env): Promise<Plan> {
  const { input, owner, resource, envelope } = task
  const facts = definition.facts.parse(await definition.prepare({ input, env, owner }))
  const stages = planStages(definition, { input, facts, env, owner })
  return {
    task_type: envelope.type,
    resource_type: resource.type,
    resource_id: resource.id,
    steps: stages.flat().map(({ step, stage, effects }) => ({
      name: step.name,
      stage: stage + 1,
      title: step.title,
      effects: [...effects],
    })),
  }
}
