import type { Redis } from 'ioredis'
import { AUDIT_STREAM } from '../access/keys.ts'
import type { AuditRecord } from './record.ts'

/** Records that wait while Redis is away; more, and the oldest are lost, which is logged. */
const MOST_WAITING = 10_000
const RETRY_MS = 1_000
const PRUNE_MS = 60 * 60 * 1_000
const DAY_MS = 24 * 60 * 60 * 1_000

interface Waiting {
  readonly record: AuditRecord
  readonly written: () => void
}

/** The audit: records are appended and go when they are old; nothing changes one. */
export interface AuditLog {
  /** Resolves when the record is on disk, or has to wait because Redis is away. */
  append(record: AuditRecord): Promise<void>
  /** Writes what waits, as far as Redis is there. */
  close(): Promise<void>
}

/** @param retentionDays how long records are kept */
export const openAuditLog = (redis: Redis, retentionDays: number, onError: (error: unknown) => void): AuditLog => {
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    const pipeline = redis.pipeline()
    for (const { record } of batch) pipeline.xadd(AUDIT_STREAM, '*', 'record', JSON.stringify(record))
    for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error
  }
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
        await write(batch)
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
  redis.once('ready', prune)
  const pruning = setInterval(prune, PRUNE_MS).unref()

  return {
    async append(record) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      waiting.push({ record, written: () => resolve(undefined) })
      start()
      await promise
    },
    async close() {
      clearInterval(pruning)
      clearTimeout(retry)
      redis.off('ready', prune)
      await writing
      if (redis.status === 'ready') await flush()
      clearTimeout(retry)
    },
  }
}
