import { Failure, type ParsedTask, type PlanAnswer } from '#contract'
import type { TaskDefinition } from '../saga/define-task.ts'
import { planTask } from '../saga/plan.ts'

interface PlanDeps<Env> {
  readonly definitions: Readonly<Record<string, TaskDefinition<Env>>>
  readonly parse: (data: unknown) => ParsedTask
  readonly env: Env
}

/** What a task would do. @throws Failure with which the task would be refused */
export async function answerPlan<Env>(data: unknown, { definitions, parse, env }: PlanDeps<Env>): Promise<PlanAnswer> {
  const task = parse(data)
  const definition = definitions[task.envelope.type]
  if (definition === undefined) throw new Failure('UNKNOWN_TASK_TYPE', `There is no task ${task.envelope.type}`)
  return { plan: await planTask(definition, task, env) }
}
