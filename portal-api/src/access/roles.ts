import { Failure, madeTeamId, TeamProvision, WorkspaceProvision } from '#contract'
import type { StreamEvent } from '../events/stream-event.ts'
import type { Task } from '../schemas/task.ts'
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

/** Of a task or an event, what says who may know of it. */
interface Told {
  readonly user_id: string | undefined
  readonly team_id?: string | undefined
}

/** Whether a principal may know of what is told. @param byMaker whether it is told also to who makes the team */
const canKnow = (principal: Principal, { user_id, team_id }: Told, byMaker: boolean): boolean =>
  hasScope(principal, 'admin') ||
  (user_id === principal.id && (team_id === undefined || byMaker)) ||
  (team_id !== undefined && canSeeTeam(principal, team_id))

/** Whether a task makes the team that it belongs to: who sent it may be of that team when it stands, and is not before. */
const makesItsTeam = ({ type, team_id, resource_id }: Pick<Task, 'type' | 'team_id' | 'resource_id'>): boolean =>
  type === TeamProvision.type ||
  (type === WorkspaceProvision.type && resource_id !== undefined && team_id === madeTeamId(resource_id))

/**
 * Whether a principal may know of a task: one of a team that it sees, or one of its own that has no team yet or makes it.
 */
export const canSeeTask = (principal: Principal, task: Task): boolean => canKnow(principal, task, makesItsTeam(task))

/** The same of an event. Those of a workspace that is made don't tell whether its team is: its maker hears all of them. */
export const canSeeEvent = (principal: Principal, { user, team, makes }: StreamEvent): boolean =>
  canKnow(principal, { user_id: user, team_id: team }, makes)
