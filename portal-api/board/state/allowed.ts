import type { Principal } from '../api/me.ts'

type Role = 'member' | 'admin' | 'owner'

/** What portal-api asks of who does something: a scope, and what one has to be in the team at least. */
interface Demand {
  readonly scope: string
  readonly least?: Role
}

const DEMANDS = {
  'team.create': { scope: 'teams:write' },
  'team.restart': { scope: 'teams:write', least: 'admin' },
  'team.suspend': { scope: 'teams:write', least: 'admin' },
  'team.delete': { scope: 'teams:write', least: 'owner' },
  'workspace.create': { scope: 'workspaces:write', least: 'admin' },
  'workspace.restart': { scope: 'workspaces:write', least: 'admin' },
  'workspace.suspend': { scope: 'workspaces:write', least: 'admin' },
  'workspace.delete': { scope: 'workspaces:write', least: 'admin' },
  'sandbox.create': { scope: 'workspaces:write', least: 'member' },
  'sandbox.delete': { scope: 'workspaces:write', least: 'member' },
  'sandbox.restart': { scope: 'workspaces:write', least: 'member' },
  'sandbox.suspend': { scope: 'workspaces:write', least: 'member' },
  /** Of a task of somebody else; one's own asks for the scope alone. */
  'task.act': { scope: 'tasks:write', least: 'admin' },
} as const satisfies Readonly<Record<string, Demand>>

export type Deed = keyof typeof DEMANDS

const RANKS: readonly Role[] = ['member', 'admin', 'owner']

export const hasScope = ({ scopes }: Principal, scope: string): boolean =>
  scopes.some((given) => given === 'admin' || given === scope || given === scope.replace(/:\w+$/, ':*'))

const roleIn = (principal: Principal, teamId: string | undefined): Role | undefined => {
  const { teams } = principal
  if (teams === 'all' || hasScope(principal, 'admin')) return 'owner'
  return teams.find(({ team_id }) => team_id === teamId)?.role
}

/** Whether somebody may do something anywhere at all: what one never may is not offered. */
export const mayEver = (principal: Principal, deed: Deed): boolean => hasScope(principal, DEMANDS[deed].scope)

/**
 * Why somebody may not do something in a team, in words; undefined: they may. It decides what is offered. What is done is
 * portal-api's to allow.
 */
export const refusalOf = (principal: Principal, deed: Deed, teamId: string | undefined): string | undefined => {
  const { scope, least }: Demand = DEMANDS[deed]
  if (!hasScope(principal, scope)) return `Needs the scope ${scope}`
  if (least === undefined) return undefined
  const role = roleIn(principal, teamId)
  if (role !== undefined && RANKS.indexOf(role) >= RANKS.indexOf(least)) return undefined
  return `For ${least}s of the team`
}

/** Whether somebody may cancel or retry a task. */
export const mayAct = (
  principal: Principal,
  task: { readonly user_id: string; readonly team_id: string | undefined },
): boolean =>
  task.user_id === principal.id
    ? mayEver(principal, 'task.act')
    : refusalOf(principal, 'task.act', task.team_id) === undefined

/** Whether somebody can make or change anything. */
export const isReadOnly = ({ scopes }: Principal): boolean =>
  !scopes.some((scope) => scope === 'admin' || scope.endsWith(':write') || scope.endsWith(':*'))

/** Whether there is nothing that somebody may read, and so nothing to show. */
export const seesNothing = (principal: Principal): boolean =>
  !['teams:read', 'workspaces:read', 'tasks:read'].some((scope) => hasScope(principal, scope))
