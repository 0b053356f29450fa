import type { Redis } from 'ioredis'
import { AUDIT_BEGUN, AUDIT_STREAM } from '../access/keys.ts'
import type { AuditRecord, BegunRecord } from './record.ts'
import { appendUnfinished } from './unfinished.ts'
import { writeRecords, type Written } from './write.ts'

/** Records that wait while Redis is away; more, and the oldest are lost, which is logged. */
const MOST_WAITING = 10_000
const RETRY_MS = 1_000
const PRUNE_MS = 60 * 60 * 1_000
const DAY_MS = 24 * 60 * 60 * 1_000

/** When what was begun and never ended is looked for, in milliseconds. */
export interface Pace {
  readonly everyMs: number
  /** No request takes as long: whoever carried it out has ended. */
  readonly unfinishedAfterMs: number
  /** After Redis was away, those who still have records for what they began write these first. */
  readonly afterRedisMs: number
}
const PACE: Pace = { everyMs: 60_000, unfinishedAfterMs: 5 * 60_000, afterRedisMs: 60_000 }

interface Waiting extends Written {
  readonly written: () => void
}

/** The audit: records are appended and go when they are old; nothing changes one. */
export interface AuditLog {
  /**
   * Notes what is about to be changed. The note is sent ahead of whatever is sent to Redis after this call, so that a
   * change whose portal-api is killed before it can write the record leaves the note, which becomes one.
   * @returns whether it is on disk; never rejects
   */
  begin(record: BegunRecord): Promise<boolean>
  /**
   * Resolves when the record is on disk, or has to wait because Redis is away.
   * @param noted whether `begin` has noted it: then it is written exactly once, otherwise at least once
   */
  append(record: AuditRecord, noted: boolean): Promise<void>
  /** Writes what waits, as far as Redis is there. */
  close(): Promise<void>
}

/** @param retentionDays how long records are kept */
export const openAuditLog = (
  redis: Redis,
  retentionDays: number,
  onError: (error: unknown) => void,
  pace = PACE,
): AuditLog => {
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined
  let connectedAt = Date.now()

  const keep = (batch: readonly Waiting[]): void => {
    waiting = [...batch, ...waiting]
    const lost = waiting.length - MOST_WAITING
    if (lost <= 0) return
    waiting = waiting.slice(lost)
    onError(new Error(`${lost} records of the audit are lost: Redis is away for too long.`))
  }
  /** Records that come while others are written go together in the next batch. */
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await writeRecords(redis, batch)
      } catch (thrown) {
        onError(thrown)
        keep(batch)
        retry ??= setTimeout(() => {
          retry = undefined
          start()
        }, RETRY_MS).unref()
        break
      } finally {
        for (const { written } of batch) written()
      }
    }
    writing = undefined // at once, so that the next record begins anew
  }
  const start = (): void => {
    if (waiting.length > 0) writing ??= flush()
  }
  const prune = (): void => {
    const oldest = Date.now() - retentionDays * DAY_MS
    redis.xtrim(AUDIT_STREAM, 'MINID', oldest).catch(onError)
  }
  const lookForUnfinished = (): void => {
    if (redis.status !== 'ready' || Date.now() - connectedAt < pace.afterRedisMs) return
    appendUnfinished(redis, Date.now() - pace.unfinishedAfterMs).catch(onError)
  }
  const connected = (): void => void (connectedAt = Date.now())
  redis.once('ready', prune).on('ready', connected)
  const timers = [setInterval(prune, PRUNE_MS).unref(), setInterval(lookForUnfinished, pace.everyMs).unref()]

  return {
    async begin(record) {
      try {
        await redis.hset(AUDIT_BEGUN, record.request_id, JSON.stringify(record))
        return true
      } catch (thrown) {
        onError(thrown)
        return false
      }
    },
    async append(record, noted) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      waiting.push({ record, noted, written: () => resolve(undefined) })
      start()
      await promise
    },
    async close() {
      for (const timer of timers) clearInterval(timer)
      clearTimeout(retry)
      redis.off('ready', prune).off('ready', connected)
      await writing
      if (redis.status === 'ready') await flush()
      clearTimeout(retry)
    },
  }
}
