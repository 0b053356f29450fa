import { z } from 'zod'
import { AuditRecord } from '../audit/record.ts'
import { FAILURES } from '#contract'
import { named } from './named.ts'

export const AuditItem = named(
  'AuditRecord',
  AuditRecord.extend({
    id: z.string(),
    action: z.string().describe('`team.create`; of what no route offers, `http.post`.'),
    target: z.string().describe('The address, without its query.'),
    about: z.record(z.string(), z.string()).describe('What the body names: slugs and ids, the type of a task.'),
    result: z.object({
      status: z.int().describe('0: portal-api was killed before it answered, and what became of it is not known.'),
      code: z.enum(Object.keys(FAILURES)).optional(),
    }),
  }),
)

export const auditQuery = {
  actor: z.string().max(200).optional().describe('Id of the principal.'),
  action: z.string().max(100).optional(),
  result: z.string().max(100).optional().describe('`ok`, `failed`, `unknown`, or an error code.'),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
}
