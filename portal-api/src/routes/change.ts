import { z } from 'zod'
import { ResourceRecord, type FailureCode } from '#contract'
import { IfMatch, IfNoneMatch, NOT_MODIFIED, tagAnswer } from '../http/etag.ts'
import { pageQuery } from '../http/page.ts'
import { IdempotencyKey } from '../idempotency.ts'
import { flag } from '../schemas/flag.ts'
import { Change, Resource, ResourcePage } from '../schemas/resource.ts'
import { Plan } from '../schemas/task.ts'

// What the routes of resources share.

export const dryRun = { dry_run: flag.describe('Answers with the plan, and changes nothing.') }
export const DryRun = z.strictObject(dryRun)
export const listQuery = { ...pageQuery, status: ResourceRecord.shape.status.optional() }

export const CHANGED = { 200: Plan, 202: Change } as const
export const LISTED = { 200: ResourcePage, 304: NOT_MODIFIED } as const
export const SHOWN = { 200: Resource, 304: NOT_MODIFIED } as const

const RESPONSE_HEADERS = { 202: { location: 'Address of the task.' } }

export const READ = {
  method: 'GET',
  headers: IfNoneMatch,
  onSend: tagAnswer,
  missing: 'RESOURCE_NOT_FOUND',
  responseHeaders: { 200: { etag: 'Changes with the answer.' } },
} as const

export const CREATION = {
  method: 'POST',
  asks: true,
  missing: 'RESOURCE_NOT_FOUND',
  headers: IdempotencyKey,
  responseHeaders: RESPONSE_HEADERS,
  failures: ['INVALID_PAYLOAD', 'TASK_ID_REUSED', 'NAME_TAKEN', 'ID_TAKEN'] satisfies FailureCode[],
} as const

/** Of a change of what stands. */
export const ALTERATION = {
  asks: true,
  missing: 'RESOURCE_NOT_FOUND',
  headers: z.object({ ...IdempotencyKey.shape, ...IfMatch.shape }),
  responseHeaders: RESPONSE_HEADERS,
  failures: ['TASK_ID_REUSED', 'PRECONDITION_FAILED'] satisfies FailureCode[],
} as const
