import { z } from 'zod'
import type { ResourceType } from './names.ts'

/** Redis hash of the resources of a type: id → ResourceRecord as JSON. */
export const inventoryKey = (type: ResourceType): string => `inventory:${type}`

/** Redis hash: slug node (`team/<slug>`) → id, of everything in the inventory. */
export const SLUG_INDEX = 'slipway:slugs'

/**
 * A resource that stands. `deleting` is one whose removal has begun and did not get through: repeat the deletion, or
 * leave it to the sweeper.
 */
export const ResourceRecord = z.object({
  type: z.enum(['team', 'workspace', 'sandbox']),
  id: z.string(),
  /** Full slug for a sandbox. */
  slug: z.string(),
  status: z.enum(['active', 'suspended', 'deleting']),
  /** Id of the parent: a workspace's team, a sandbox's workspace. */
  parent_id: z.string().optional(),
  /** The final metadata, redacted. */
  metadata: z.record(z.string(), z.unknown()),
  /** Secrets of the resource, sealed; never shown. */
  sealed: z.record(z.string(), z.string()).optional(),
  task_id: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type ResourceRecord = z.infer<typeof ResourceRecord>
