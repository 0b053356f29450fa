import { z } from 'zod'
import { Lane, LaneSample, LeftoverRecord, QueueSample } from '#contract'
import { named } from './named.ts'

const Leftover = named('Leftover', LeftoverRecord)
export const Leftovers = named('Leftovers', z.object({ items: z.array(Leftover) }))

export const Queues = named(
  'Queues',
  z.object({
    lanes: z.record(Lane, LaneSample).describe('As they are now.'),
    samples: z.array(QueueSample).describe('Of the last hour, the oldest first.'),
  }),
)
