import type { Redis } from 'ioredis'
import { z } from 'zod'
import { AUDIT_STREAM } from '../access/keys.ts'
import { onRedis } from '../redis.ts'
import { AuditRecord, UNKNOWN } from './record.ts'

const PAGE = 500
/** Records that one request looks at, at most: a filter that lets little through would read everything. */
const MOST_READ = 20_000

export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  /** `ok`, `failed`, `unknown`, or an error code. */
  readonly result?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

export type StoredRecord = AuditRecord & { readonly id: string }

const Entries = z.array(z.tuple([z.string(), z.tuple([z.literal('record'), z.string()])]))

const parseEntries = (entries: unknown): StoredRecord[] =>
  Entries.parse(entries).map(([id, [, text]]) => ({ id, ...AuditRecord.parse(JSON.parse(text)) }))

const outcomeOf = (status: number): string => {
  if (status === UNKNOWN) return 'unknown'
  return status < 400 ? 'ok' : 'failed'
}

const matches = ({ actor, action, result }: AuditFilter, record: AuditRecord): boolean => {
  const { status, code } = record.result
  if (actor !== undefined && actor !== record.actor.id) return false
  if (action !== undefined && action !== record.action) return false
  if (result === undefined) return true
  return result === outcomeOf(status) || result === code
}

const first = ({ since }: AuditFilter): string => (since === undefined ? '-' : String(Date.parse(since)))
const last = ({ until }: AuditFilter): string => (until === undefined ? '+' : String(Date.parse(until)))

export interface AuditPage {
  readonly items: StoredRecord[]
  /** Where to go on; undefined at the end. */
  readonly next: string | undefined
}

/** The newest records that match. @param before place where the page before ended */
export const readAudit = async (
  redis: Redis,
  filter: AuditFilter,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<AuditPage> => {
  const items: StoredRecord[] = []
  let end = before === undefined ? last(filter) : `(${before}`
  for (let read = 0; read < MOST_READ; read += PAGE) {
    const page = await onRedis(() => redis.xrevrange(AUDIT_STREAM, end, first(filter), 'COUNT', PAGE))
    for (const record of parseEntries(page)) {
      if (matches(filter, record)) items.push(record)
      end = `(${record.id}`
      if (items.length === limit) return { items, next: record.id }
    }
    if (page.length < PAGE) return { items, next: undefined }
  }
  return { items, next: end.slice(1) }
}

/** Every record that matches, the oldest first, as JSON lines. */
export async function* exportAudit(redis: Redis, filter: AuditFilter): AsyncGenerator<string> {
  for (let start = first(filter); ;) {
    const page = await onRedis(() => redis.xrange(AUDIT_STREAM, start, last(filter), 'COUNT', PAGE))
    const records = parseEntries(page)
    const lines = records.filter((record) => matches(filter, record)).map((record) => `${JSON.stringify(record)}\n`)
    if (lines.length > 0) yield lines.join('')
    const end = records.at(-1)
    if (end === undefined || page.length < PAGE) return
    start = `(${end.id}`
  }
}
