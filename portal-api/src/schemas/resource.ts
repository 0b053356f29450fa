import { z } from 'zod'
import { ResourceRecord } from '#contract'
import { named } from './named.ts'

/** A resource as it is shown: never with its sealed secrets. */
export const Resource = named(
  'Resource',
  z.object({
    ...ResourceRecord.omit({ sealed: true }).shape,
    children: z.int().describe('How many resources name it as their parent.'),
  }),
)
