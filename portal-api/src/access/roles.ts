import { Failure } from '#contract'
import { canSeeTeam, hasScope, roleIn, type Principal, type Role } from './principal.ts'

/** What a principal has to be in a team: at least a member, at least an admin of it, or its owner. */
const AT_LEAST: Readonly<Record<Role, readonly Role[]>> = {
  member: ['member', 'admin', 'owner'],
  admin: ['admin', 'owner'],
  owner: ['owner'],
}

/**
 * Passes who is in a team at least what is asked; that it may see the team is known already.
 * @param what it wants to do, as in "delete the team"
 * @throws Failure FORBIDDEN that names the role
 */
export const requireRole = (principal: Principal, teamId: string | undefined, least: Role, what: string): void => {
  const role = roleIn(principal, teamId)
  if (role !== undefined && AT_LEAST[least].includes(role)) return
  throw new Failure(
    'FORBIDDEN',
    `To ${what}, one has to be ${least} of the team; ${principal.name} is ${role ?? 'none'}.`,
  )
}

/** Whether a principal may know of a task: one of a team that it sees, or one of its own. */
export const canSeeTask = (
  principal: Principal,
  task: { readonly user_id: string | undefined; readonly team_id?: string | undefined },
): boolean =>
  hasScope(principal, 'admin') ||
  (task.team_id === undefined ? task.user_id === principal.id : canSeeTeam(principal, task.team_id))
