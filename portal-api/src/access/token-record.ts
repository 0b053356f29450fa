import { z } from 'zod'
import { TeamRole, type Principal } from './principal.ts'
import { GrantedScope } from './scope.ts'

/** A token as it is shown: without its hash. */
export const ShownToken = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(GrantedScope),
  /** Absent: all teams. */
  teams: z.array(TeamRole).optional(),
  created_at: z.iso.datetime(),
  created_by: z.string(),
  expires_at: z.iso.datetime(),
  /** To the minute. */
  last_used_at: z.iso.datetime().optional(),
})
export type ShownToken = z.infer<typeof ShownToken>

/** A token as it is kept. */
export const TokenRecord = ShownToken.omit({ last_used_at: true }).extend({ hash: z.string() })
export type TokenRecord = z.infer<typeof TokenRecord>

/** Who sends a request with the token. */
export const principalOf = ({ id, name, scopes, teams }: TokenRecord): Principal => ({
  id: `token-${id}`,
  name,
  kind: 'token',
  scopes,
  teams: teams ?? 'all',
})
