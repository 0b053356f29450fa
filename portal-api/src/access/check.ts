import { Failure } from '#contract'
import { hasScope, type Principal } from './principal.ts'
import type { Scope } from './scope.ts'

/** What a route asks of who calls it. */
export interface Access {
  /** A scope, several of which any one will do, or `any`: everybody who has shown who they are. */
  readonly scope: Scope | readonly Scope[] | 'any'
}

const described = (scopes: readonly Scope[]): string => scopes.map((scope) => JSON.stringify(scope)).join(' or ')

/**
 * Passes who has the scope that a route asks for, if it asks for any.
 * @throws Failure FORBIDDEN that names the scope
 */
export const checkAccess = (principal: Principal, access: Access | 'public'): void => {
  if (access === 'public' || access.scope === 'any') return
  const { scope } = access
  const scopes = [scope].flat()
  if (scopes.some((one) => hasScope(principal, one))) return
  throw new Failure('FORBIDDEN', `This needs the scope ${described(scopes)}, which ${principal.name} does not have.`)
}
