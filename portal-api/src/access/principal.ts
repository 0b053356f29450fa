import { z } from 'zod'
import { Id } from '#contract'
import { allows, type GrantedScope, type Scope } from './scope.ts'

/**
 * What somebody is in a team.
 * - `owner`: everything
 * - `admin`: everything but deleting the team
 * - `member`: reads; makes, deletes, restarts and suspends sandboxes; cancels and retries tasks of their own; agents
 */
export const Role = z.enum(['owner', 'admin', 'member'])
export type Role = z.infer<typeof Role>

export const TeamRole = z.object({ team_id: Id, role: Role })
export type TeamRole = z.infer<typeof TeamRole>

/** Who sends a request, and what they may do. */
export interface Principal {
  /** What tasks have as their `user_id`. */
  readonly id: string
  readonly name: string
  /** `root` has PORTAL_TOKEN, `token` one of /api/tokens, `user` signed in at the OIDC issuer; `anonymous` shows nothing. */
  readonly kind: 'root' | 'token' | 'user' | 'anonymous'
  readonly scopes: readonly GrantedScope[]
  readonly teams: 'all' | readonly TeamRole[]
}

/** Whoever has PORTAL_TOKEN. */
export const ROOT: Principal = { id: 'portal', name: 'PORTAL_TOKEN', kind: 'root', scopes: ['admin'], teams: 'all' }

/** Who sends a request to a public route without showing who they are. */
export const ANONYMOUS: Principal = { id: 'anonymous', name: 'anonymous', kind: 'anonymous', scopes: [], teams: [] }

export const hasScope = ({ scopes }: Principal, scope: Scope): boolean => allows(scopes, scope)

const seesAll = (principal: Principal): boolean => principal.teams === 'all' || hasScope(principal, 'admin')

/** What the principal is in a team; undefined where it is nothing, and must not learn that the team is there. */
export const roleIn = (principal: Principal, teamId: string | undefined): Role | undefined => {
  if (seesAll(principal)) return 'owner'
  const { teams } = principal
  return teams === 'all' ? 'owner' : teams.find(({ team_id }) => team_id === teamId)?.role
}

export const canSeeTeam = (principal: Principal, teamId: string | undefined): boolean =>
  roleIn(principal, teamId) !== undefined
