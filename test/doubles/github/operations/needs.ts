import { repositoryFor, type Need } from '../access.ts'
import type { Context } from '../context.ts'
import type { Repository } from '../world.ts'

/** What operations on a repository need: docs.github.com/rest/authentication/permissions-required-for-github-apps. */
export const NEEDS = {
  seeing: { permission: 'metadata', level: 'read', role: 'read' },
  reading: { permission: 'contents', level: 'read', role: 'read' },
  writing: { permission: 'contents', level: 'write', role: 'write' },
  administering: { permission: 'administration', level: 'write', role: 'admin' },
  deleting: { permission: 'administration', level: 'write', role: 'admin', scope: 'delete_repo' },
} as const satisfies Record<string, Need>

/** The repository that the path names. @throws Refusal 403, 404 */
export const repositoryOf = ({ world, principal, param }: Context, need: Need): Repository =>
  repositoryFor(world, principal, param('owner'), param('repo'), need)
