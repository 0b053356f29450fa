import type { Redis } from 'ioredis'
import { LeftoverRecord, LEFTOVERS } from '#contract'
import type { Leftovers } from '../records/leftovers.ts'

const parse = (text: string): LeftoverRecord => LeftoverRecord.parse(JSON.parse(text))

export const createLeftovers = (redis: Redis): Leftovers => ({
  async all() {
    return (await redis.hvals(LEFTOVERS)).map(parse)
  },
  async find(id) {
    const text = await redis.hget(LEFTOVERS, id)
    return text === null ? undefined : parse(text)
  },
  async change(put, drop) {
    const transaction = redis.multi()
    if (drop.length > 0) transaction.hdel(LEFTOVERS, ...drop)
    for (const record of put) transaction.hset(LEFTOVERS, record.id, JSON.stringify(record))
    if (transaction.length > 0) await transaction.exec()
  },
})
