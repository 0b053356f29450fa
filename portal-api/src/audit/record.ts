import { z } from 'zod'
import { FAILURES, type FailureCode } from '#contract'

const isCode = (value: unknown): value is FailureCode => typeof value === 'string' && Object.hasOwn(FAILURES, value)

/** A request that is about to change something. */
export const BegunRecord = z.object({
  at: z.iso.datetime(),
  actor: z.object({
    id: z.string(),
    kind: z.enum(['root', 'token', 'user', 'anonymous']),
    name: z.string(),
  }),
  /** `team.create`; of what no route offers, `http.post`. */
  action: z.string(),
  /** The address, without its query. */
  target: z.string(),
  /** What the body names: slugs and ids, the type of a task. */
  about: z.record(z.string(), z.string()),
  ip: z.string(),
  task_id: z.string().optional(),
  request_id: z.string(),
})
export type BegunRecord = z.infer<typeof BegunRecord>

/** Status of a request whose portal-api was killed before it answered: it may have been carried out, or not. */
export const UNKNOWN = 0

/** What was asked of portal-api to be changed, by whom, and what became of it. */
export const AuditRecord = BegunRecord.extend({
  /** Of HTTP, or UNKNOWN. */
  result: z.object({ status: z.int(), code: z.custom<FailureCode>(isCode).optional() }),
})
export type AuditRecord = z.infer<typeof AuditRecord>
