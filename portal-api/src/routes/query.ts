import type { z } from 'zod'
import { describeIssues, Failure, TaskId } from '#contract'

/**
 * The query of a request, checked.
 * @throws Failure INVALID_REQUEST
 */
export const parseQuery = <T extends z.ZodType>(schema: T, query: unknown): z.output<T> => {
  const parsed = schema.safeParse(query)
  if (parsed.success) return parsed.data
  throw new Failure('INVALID_REQUEST', `The query is wrong: ${describeIssues(parsed.error)}`, { cause: parsed.error })
}

/**
 * The task id in an address. What can't be one is the id of no task.
 * @throws Failure TASK_NOT_FOUND
 */
export const parseTaskId = (id: string): string => {
  const parsed = TaskId.safeParse(id)
  if (parsed.success) return parsed.data
  throw new Failure('TASK_NOT_FOUND', `There is no task ${JSON.stringify(id)}.`)
}
