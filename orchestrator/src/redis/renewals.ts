import type { Redis } from 'ioredis'
import { z } from 'zod'
import { WireFailure } from '#contract'
import type { Renewals } from '../records/renewals.ts'
import { FAILED_RENEWALS } from './keys.ts'

const Failed = z.object({
  failures: z.int().positive(),
  failure: WireFailure,
  failed_at: z.iso.datetime(),
  next_attempt: z.iso.datetime(),
})

export const createRenewals = (redis: Redis): Renewals => ({
  async failed() {
    const fields = await redis.hgetall(FAILED_RENEWALS)
    return Object.entries(fields).map(([host, value]) => ({ host, ...Failed.parse(JSON.parse(value)) }))
  },
  async put({ host, ...failed }) {
    await redis.hset(FAILED_RENEWALS, host, JSON.stringify(failed))
  },
  async forget(host) {
    await redis.hdel(FAILED_RENEWALS, host)
  },
})
