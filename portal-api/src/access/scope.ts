import { z } from 'zod'

/** What a principal may be allowed to do. `admin` allows everything. */
export const Scope = z.enum([
  'teams:read',
  'teams:write',
  'workspaces:read',
  'workspaces:write',
  'tasks:read',
  'tasks:write',
  'secrets:read',
  'admin',
])
export type Scope = z.infer<typeof Scope>

/** A scope as it is granted: `x:*` is `x:read` and `x:write`. */
export const GrantedScope = z.enum([...Scope.options, 'teams:*', 'workspaces:*', 'tasks:*'])
export type GrantedScope = z.infer<typeof GrantedScope>

const ofAll = (scope: Scope): string => scope.replace(/:\w+$/, ':*')

/** Whether what was granted allows what is asked. */
export const allows = (granted: readonly GrantedScope[], scope: Scope): boolean =>
  granted.some((given) => given === 'admin' || given === scope || (scope !== 'admin' && given === ofAll(scope)))
