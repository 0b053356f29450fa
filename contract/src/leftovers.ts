import { z } from 'zod'
import { EffectKind } from './effect.ts'
import { WireFailure } from './failure.ts'

/** Redis hash: id → LeftoverRecord as JSON, as the last sweep found them. */
export const LEFTOVERS = 'slipway:leftovers'

/** Something that the last sweep could not remove though nobody has it, or that is recorded and is not there. */
export const LeftoverRecord = z.object({
  id: z.string(),
  kind: EffectKind,
  name: z.string(),
  /** Key of the resource that it was made for: `team:<id>`. */
  owner: z.string(),
  reason: z.enum(['not in the ledger', 'its owner is gone', 'missing']),
  /** Why it could not be removed. */
  failure: WireFailure.optional(),
  /** When a sweep found it first, and when one last did. */
  found_at: z.string(),
  last_tried_at: z.string(),
})
export type LeftoverRecord = z.infer<typeof LeftoverRecord>

/** `by`: id of the principal who asks, for the logs. */
export const RemoveLeftoverQuestion = z.object({ id: z.string(), by: z.string() })
export type RemoveLeftoverQuestion = z.infer<typeof RemoveLeftoverQuestion>

/** Whether it is gone now; otherwise why not. */
export const RemoveLeftoverAnswer = z.object({ removed: z.boolean(), failure: WireFailure.optional() })
export type RemoveLeftoverAnswer = z.infer<typeof RemoveLeftoverAnswer>
