import type { Redis } from 'ioredis'
import { Failure, type ParsedTask } from '#contract'
import { readInventory, type Inventory } from '../resources.ts'
import { readRecord, readWaiting, type Lanes } from '../tasks.ts'
import { checkAccess } from './check.ts'
import { canSeeTeam, hasScope, type Principal, type Role } from './principal.ts'
import { reachOf } from './reach.ts'
import { requireRole } from './roles.ts'
import type { Scope } from './scope.ts'

/** Sending a task as it is asks for no less than the address of its resource does. */
const scopeOf = (type: string): Scope => {
  if (type.startsWith('team.')) return 'teams:write'
  return type.startsWith('agent.') ? 'tasks:write' : 'workspaces:write'
}

/** What one has to be in each team that a task touches. Making what stands already is to make it anew. */
const LEAST: Readonly<Record<string, Role>> = {
  'team.provision': 'admin',
  'team.delete': 'owner',
  'team.restart': 'admin',
  'team.suspend': 'admin',
  'workspace.provision': 'admin',
  'workspace.delete': 'admin',
  'workspace.restart': 'admin',
  'workspace.suspend': 'admin',
}

/**
 * Passes who may have a task run, in whose name ever.
 * @throws Failure FORBIDDEN; NAME_TAKEN where a team is to be made in the place of one that the principal does not see;
 * RESOURCE_NOT_FOUND for whatever else is of no team that it sees
 */
export const requireMayRun = (principal: Principal, task: ParsedTask, inventory: Inventory): void => {
  if (hasScope(principal, 'admin')) return
  const { type } = task.envelope
  checkAccess(principal, { scope: scopeOf(type) })
  const { makes, inItsPlace, teams } = reachOf(task, inventory)
  if (makes !== undefined) {
    checkAccess(principal, { scope: 'teams:write' })
    if (!inItsPlace.every((team) => canSeeTeam(principal, team)))
      throw new Failure('NAME_TAKEN', `There is a team ${JSON.stringify(makes.slug)} already, or one with its id.`)
  }
  const isLost = teams.length === 0 && makes === undefined
  if (isLost || !teams.every((team) => canSeeTeam(principal, team)))
    throw new Failure('RESOURCE_NOT_FOUND', `There is no ${task.resource.type} ${task.resource.slug}.`)
  for (const team of teams) requireRole(principal, team, LEAST[type] ?? 'member', `send ${type}`)
}

/** Whether somebody has sent the task before. */
const wasSent = async (redis: Redis, lanes: Lanes, { envelope }: ParsedTask): Promise<boolean> => {
  const { id, type, user_id } = envelope
  const known = (await readRecord(redis, id)) ?? (await readWaiting(lanes, id))
  return known?.type === type && known.user_id === user_id
}

/**
 * Passes who may send a task, or has sent it already: a request that comes again is answered as before, also when who sent
 * it does not see what was made of it.
 * @throws Failure as `requireMayRun` does, REDIS_UNAVAILABLE
 */
export const createSendGate =
  (redis: Redis, lanes: Lanes) =>
  async (principal: Principal, task: ParsedTask): Promise<void> => {
    if (hasScope(principal, 'admin')) return
    if (task.envelope.user_id !== principal.id)
      throw new Failure('FORBIDDEN', 'Only one with the scope "admin" sends tasks in the name of somebody else.')
    const inventory = await readInventory(redis)
    try {
      requireMayRun(principal, task, inventory)
    } catch (thrown) {
      if (!(await wasSent(redis, lanes, task))) throw thrown
    }
  }

/** Passes who may send a task. */
export type SendGate = ReturnType<typeof createSendGate>

/**
 * Passes who may cancel or retry a task: its own user, and who is at least an admin of its team.
 * @throws Failure FORBIDDEN
 */
export const requireMayAct = (
  principal: Principal,
  task: { readonly user_id: string; readonly team_id?: string | undefined },
  what: string,
): void => {
  if (task.user_id !== principal.id) requireRole(principal, task.team_id, 'admin', `${what} a task of somebody else`)
}
