import type { Redis } from 'ioredis'
import { AUDIT_BEGUN, AUDIT_STREAM } from '../access/keys.ts'
import { BegunRecord, UNKNOWN, type AuditRecord } from './record.ts'

// Of several portal-apis that find the same note, the first writes the record.
const APPEND = `
if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then redis.call('XADD', KEYS[2], '*', 'record', ARGV[2]) end
`

/**
 * Writes the records of requests that were begun and never ended, since their portal-api was killed: what became of them
 * nobody knows.
 * @param before those that were begun before then, in milliseconds since the epoch
 */
export const appendUnfinished = async (redis: Redis, before: number): Promise<void> => {
  const notes = Object.values(await redis.hgetall(AUDIT_BEGUN))
  for (const note of notes.map((text) => BegunRecord.parse(JSON.parse(text)))) {
    if (Date.parse(note.at) >= before) continue
    const record: AuditRecord = { ...note, result: { status: UNKNOWN } }
    await redis.eval(APPEND, 2, AUDIT_BEGUN, AUDIT_STREAM, note.request_id, JSON.stringify(record))
  }
}
