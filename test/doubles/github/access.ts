import { refusals } from './answers.ts'
import type { Account, Permissions, Principal, Repository, World } from './world.ts'

type Permission = keyof Permissions
type Level = 'read' | 'write'

/** What an operation needs: of an app or a fine-grained token, and of a person with a classic one. */
export interface Need {
  readonly permission: Permission
  readonly level: Level
  readonly role: 'read' | 'write' | 'admin'
  readonly scope?: string
}

const ROLES = ['none', 'read', 'write', 'admin'] as const
type Role = (typeof ROLES)[number]
const atLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least)

const grants = (permissions: Permissions, permission: Permission, level: Level): boolean =>
  // Every token may read metadata.
  permissions[permission] === 'write' ||
  (level === 'read' && (permissions[permission] === 'read' || permission === 'metadata'))

/** What a person is in a repository. */
function roleOf(user: Account, repository: Repository): Role {
  if (user === repository.owner || user.login === repository.creator) return 'admin'
  const membership = repository.owner.members.get(user.login)
  if (membership === 'admin') return 'admin'
  if (membership === 'member') return 'write'
  return repository.private ? 'none' : 'read'
}

/** Whether a repository is among those that a token is for. */
export const covers = (
  principal: Extract<Principal, { kind: 'fine-grained' | 'installation' }>,
  { id, owner }: Repository,
) =>
  principal.kind === 'fine-grained'
    ? principal.owner === owner
    : principal.installation.account === owner && (principal.repositories === 'all' || principal.repositories.has(id))

const lacking = (principal: Principal, { permission, level }: Need) =>
  refusals.forbidden(
    `Resource not accessible by ${principal.kind === 'installation' ? 'integration' : 'personal access token'}`,
    { 'x-accepted-github-permissions': `${permission}=${level}` },
  )

/** Whether a principal may know of a repository at all. */
export function sees(principal: Principal, repository: Repository): boolean {
  if (!repository.private) return true
  switch (principal.kind) {
    case 'classic':
      return principal.scopes.includes('repo') && roleOf(principal.user, repository) !== 'none'
    case 'fine-grained':
      return covers(principal, repository) && roleOf(principal.user, repository) !== 'none'
    case 'installation':
      return covers(principal, repository)
    case 'app':
      return false
  }
}

/**
 * A repository, for somebody who may do with it what is needed.
 * @throws Refusal 404 where they may not know that it exists, 403 where they may know and not do
 */
export function repositoryFor(world: World, principal: Principal, owner: string, name: string, need: Need): Repository {
  const repository = world.repository(owner, name)
  if (repository === undefined || !sees(principal, repository)) throw refusals.notFound()
  if (principal.kind === 'app') throw refusals.unauthorized()
  if (principal.kind === 'classic') {
    const mayWrite =
      principal.scopes.includes('repo') || (!repository.private && principal.scopes.includes('public_repo'))
    if (need.level === 'write' && !mayWrite) throw refusals.notFound()
    if (!atLeast(roleOf(principal.user, repository), need.role) || !hasScope(principal.scopes, need.scope)) {
      throw refusals.forbidden(
        need.role === 'admin' ? 'Must have admin rights to Repository.' : 'Must have push access to Repository',
      )
    }
    return repository
  }
  const publicRead = !repository.private && need.level === 'read'
  if (!publicRead && !(covers(principal, repository) && grants(principal.permissions, need.permission, need.level))) {
    throw lacking(principal, need)
  }
  if (principal.kind === 'fine-grained' && !atLeast(roleOf(principal.user, repository), need.role))
    throw lacking(principal, need)
  return repository
}

const hasScope = (scopes: readonly string[], scope: string | undefined) => scope === undefined || scopes.includes(scope)

/** Whether somebody may make a repository for an account. */
export function mayCreate(principal: Principal, owner: Account, isPrivate: boolean): boolean {
  switch (principal.kind) {
    case 'classic':
      return (
        (principal.scopes.includes('repo') || (!isPrivate && principal.scopes.includes('public_repo'))) &&
        (principal.user === owner || owner.members.has(principal.user.login))
      )
    case 'fine-grained':
      return principal.owner === owner && grants(principal.permissions, 'administration', 'write')
    case 'installation':
      return principal.installation.account === owner && grants(principal.permissions, 'administration', 'write')
    case 'app':
      return false
  }
}

/** Whether somebody may read the contents of a repository. */
export function mayReadContents(principal: Principal, repository: Repository): boolean {
  if (!sees(principal, repository)) return false
  if (principal.kind === 'classic' || !repository.private) return principal.kind !== 'app'
  return principal.kind !== 'app' && grants(principal.permissions, 'contents', 'read')
}
