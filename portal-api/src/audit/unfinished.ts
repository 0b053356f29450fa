import type { Redis } from 'ioredis'
import { AUDIT_BEGUN } from '../access/keys.ts'
import { BegunRecord, UNKNOWN } from './record.ts'
import { writeRecords } from './write.ts'

/**
 * Writes the records of requests that were begun and never ended, since their portal-api was killed: what became of them
 * nobody knows.
 * @param before those that were begun before then, in milliseconds since the epoch
 */
export const appendUnfinished = async (redis: Redis, before: number): Promise<void> => {
  const notes = Object.values(await redis.hgetall(AUDIT_BEGUN))
  const batch = notes
    .map((text) => BegunRecord.parse(JSON.parse(text)))
    .filter(({ at }) => Date.parse(at) < before)
    .map((note) => ({ record: { ...note, result: { status: UNKNOWN } }, noted: true }))
  if (batch.length > 0) await writeRecords(redis, batch)
}
