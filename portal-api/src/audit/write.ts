import type { Redis } from 'ioredis'
import { AUDIT_BEGUN, AUDIT_STREAM } from '../access/keys.ts'
import type { AuditRecord } from './record.ts'

/** A record, and whether it was noted that its request was begun. */
export interface Written {
  readonly record: AuditRecord
  readonly noted: boolean
}

// A record takes the place of the note that its request was begun. The note is there once: a batch that is sent again,
// because the answer to it was lost, writes nothing twice, and of several that find the same note the first writes. What was
// not noted is written in any case.
const WRITE = `
for i = 1, #ARGV, 3 do
  if redis.call('HDEL', KEYS[1], ARGV[i]) == 1 or ARGV[i + 1] == 'always' then
    redis.call('XADD', KEYS[2], '*', 'record', ARGV[i + 2])
  end
end
`

/** Writes records: one that was noted exactly once, any other at least once. */
export const writeRecords = async (redis: Redis, batch: readonly Written[]): Promise<void> => {
  const parts = batch.flatMap(({ record, noted }) => [
    record.request_id,
    noted ? 'noted' : 'always',
    JSON.stringify(record),
  ])
  await redis.eval(WRITE, 2, AUDIT_BEGUN, AUDIT_STREAM, ...parts)
}
