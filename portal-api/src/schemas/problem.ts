import { z } from 'zod'
import { FAILURES } from '#contract'
import { named } from './named.ts'

/** Body of an error answer: RFC 9457, with the fields of a failure. */
export const Problem = named(
  'Problem',
  z.object({
    type: z.string().describe('urn:slipway:problem:<code>'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened.'),
    instance: z.string().describe('Address of the request.'),
    code: z.enum(Object.keys(FAILURES)).describe('What programs compare: docs/errors.md tells of each.'),
    retryable: z.boolean().describe('Whether the same request may work later.'),
    remedy: z.string().describe('What to do.'),
    errors: z
      .array(z.object({ field: z.string().describe('Its path, with dots.'), message: z.string() }))
      .optional()
      .describe('Each wrong field.'),
  }),
)
export const PROBLEM_TYPE = 'application/problem+json'
