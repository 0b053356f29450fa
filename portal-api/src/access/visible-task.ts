import type { Redis } from 'ioredis'
import { Failure } from '#contract'
import { findTask, type FoundTask, type Lanes } from '../tasks.ts'
import type { Principal } from './principal.ts'
import { canSeeTask } from './roles.ts'

/**
 * Looks a task up for somebody. What they may not see is not there for them.
 * @throws Failure TASK_NOT_FOUND, REDIS_UNAVAILABLE
 */
export const findVisibleTask = async (
  principal: Principal,
  redis: Redis,
  lanes: Lanes,
  id: string,
): Promise<FoundTask> => {
  const found = await findTask(redis, lanes, id)
  if (canSeeTask(principal, found.record)) return found
  throw new Failure('TASK_NOT_FOUND', `There is no task ${JSON.stringify(id)}.`)
}
