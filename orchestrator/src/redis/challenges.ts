import type { Redis } from 'ioredis'
import type { Challenges } from '../drivers/coordination.ts'
import { challengeKey } from './keys.ts'

const KEPT_S = 3_600

/** Answers to challenges, which any orchestrator can give. */
export const createChallenges = (redis: Redis): Challenges => ({
  async put(token, keyAuthorization) {
    await redis.set(challengeKey(token), keyAuthorization, 'EX', KEPT_S)
  },
  find: async (token) => (await redis.get(challengeKey(token))) ?? undefined,
  async remove(token) {
    await redis.del(challengeKey(token))
  },
})
