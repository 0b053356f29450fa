import type { Redis } from 'ioredis'
import { LOCK_PREFIX, OPEN_TASKS } from './keys.ts'

/** Ids of the tasks that were admitted and have not ended. */
export const openTasks = (redis: Redis): Promise<string[]> => redis.smembers(OPEN_TASKS)

/** Whether a task that has not ended claims a resource. @param owner its key, `team:<id>` */
export async function isClaimed(redis: Redis, owner: string): Promise<boolean> {
  // Nodes by id are named like owners, but for the sign between type and id.
  const node = `${LOCK_PREFIX}${owner.replace(':', '#')}`
  return (await redis.exists(`${node}|x`, `${node}|s`)) > 0
}
