import type { Redis } from 'ioredis'
import { CANCEL_CHANNEL, cancelKey, RETENTION_S, TaskEnvelope } from '#contract'
import { interruptedKey } from './keys.ts'

/** Agents that give way to other tasks. */
export interface Interruptions {
  /** Asks the task of an agent to be cancelled, and notes for which other task. May be repeated. */
  readonly interrupt: (agent: TaskEnvelope, by: string) => Promise<void>
  /** The tasks of agents that gave way to a task, in that order. */
  readonly interruptedBy: (taskId: string) => Promise<TaskEnvelope[]>
}

export const createInterruptions = (redis: Redis): Interruptions => ({
  async interrupt(agent, by) {
    const key = interruptedKey(by)
    await redis
      .multi()
      .zadd(key, 'NX', Date.now(), JSON.stringify(agent))
      .expire(key, RETENTION_S)
      .set(cancelKey(agent.id), '1', 'EX', RETENTION_S)
      .publish(CANCEL_CHANNEL, agent.id)
      .exec()
  },
  async interruptedBy(taskId) {
    const texts = await redis.zrange(interruptedKey(taskId), '0', '-1')
    return texts.map((text) => TaskEnvelope.parse(JSON.parse(text)))
  },
})
