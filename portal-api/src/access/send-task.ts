import { z } from 'zod'
import { Failure, fullSlug, type ParsedTask } from '#contract'
import type { Inventory } from '../resources.ts'
import { checkAccess } from './check.ts'
import { canSeeTeam, hasScope, type Principal, type Role } from './principal.ts'
import { requireRole } from './roles.ts'
import type { Scope } from './scope.ts'

/** Of all payloads, what says to which team a task belongs. */
const Place = z.object({
  team_id: z.string().optional(),
  team_slug: z.string().optional(),
  workspace_id: z.string().optional(),
  workspace_slug: z.string().optional(),
  sandbox_id: z.string().optional(),
  sandbox_slug: z.string().optional(),
})

/** Sending a task as it is asks for no less than the address of its resource does. */
const scopeOf = (type: string): Scope => {
  if (type.startsWith('team.')) return 'teams:write'
  return type.startsWith('agent.') ? 'tasks:write' : 'workspaces:write'
}

const LEAST: Readonly<Record<string, Role>> = {
  'team.delete': 'owner',
  'team.restart': 'admin',
  'team.suspend': 'admin',
  'workspace.provision': 'admin',
  'workspace.delete': 'admin',
}

/** Ids of the teams that a task touches; none where it makes one, or names what does not stand. */
const teamsOf = ({ input }: ParsedTask, inventory: Inventory): (string | undefined)[] => {
  const { team_id, team_slug, workspace_id, workspace_slug, sandbox_id, sandbox_slug } = Place.parse(input)
  // Id and slug may name different things: that is refused later, but not before both are known to be allowed.
  const named = [
    team_slug === undefined ? undefined : inventory.find('team', { slug: team_slug }),
    sandbox_id === undefined ? undefined : inventory.find('sandbox', { id: sandbox_id }),
    workspace_id === undefined ? undefined : inventory.find('workspace', { id: workspace_id }),
    workspace_slug === undefined ? undefined : inventory.find('workspace', { slug: workspace_slug }),
    workspace_slug === undefined || sandbox_slug === undefined
      ? undefined
      : inventory.find('sandbox', { slug: fullSlug(workspace_slug, sandbox_slug) }),
  ]
  const reached = named.filter((resource) => resource !== undefined).map((resource) => resource.team_id)
  return team_id === undefined ? reached : [team_id, ...reached]
}

/**
 * Passes who may send a task as it is.
 * @param readInventory called for those alone who do not see every team
 * @throws Failure FORBIDDEN, RESOURCE_NOT_FOUND for what is of no team that the principal sees
 */
export const requireMaySend = async (
  principal: Principal,
  task: ParsedTask,
  readInventory: () => Promise<Inventory>,
): Promise<void> => {
  const { type, user_id } = task.envelope
  if (hasScope(principal, 'admin')) return
  if (user_id !== principal.id)
    throw new Failure('FORBIDDEN', 'Only one with the scope "admin" sends tasks in the name of somebody else.')
  checkAccess(principal, { scope: scopeOf(type) })
  if (type === 'team.provision') return
  const teams = teamsOf(task, await readInventory())
  if (teams.length === 0 && type === 'workspace.provision') {
    checkAccess(principal, { scope: 'teams:write' })
    return
  }
  if (teams.length === 0 || !teams.every((team) => canSeeTeam(principal, team)))
    throw new Failure('RESOURCE_NOT_FOUND', `There is no ${task.resource.type} ${task.resource.slug}.`)
  for (const team of teams) requireRole(principal, team, LEAST[type] ?? 'member', `send ${type}`)
}

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
