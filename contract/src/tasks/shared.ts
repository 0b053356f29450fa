import { z } from 'zod'

/** Text for people: a name or title, without control characters. */
export const DisplayName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'may hold no control characters')

export const Email = z.email().max(254)

/** Another resource that a task changed on the way: a workspace of a team that was suspended or deleted. */
const Affected = z.object({
  resource_type: z.enum(['team', 'workspace', 'sandbox']),
  resource_id: z.string(),
  status: z.enum(['active', 'suspended', 'deleted']),
})
export type Affected = z.infer<typeof Affected>

/** What every final message tells: where the resource answers, and what else was changed. */
export const baseMetadata = {
  /** Host name under the platform's domain. */
  subdomain: z.string(),
  container_ids: z.array(z.string()).optional(),
  /** Address on the Docker host, where the stack publishes a port. */
  url: z.string().optional(),
  affected: z.array(Affected).optional(),
}

/** Final message of a suspension or a restart. */
export const PowerMetadata = z.object(baseMetadata)

/** Final message of a removal. */
export const RemovalMetadata = z.object({
  ...baseMetadata,
  /** Where the data went, relative to the data root. */
  archive: z.string().optional(),
})
