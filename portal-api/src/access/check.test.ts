import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { checkAccess } from './check.ts'
import { ANONYMOUS, canSeeTeam, roleIn, ROOT, type Principal } from './principal.ts'
import { Scope, type GrantedScope } from './scope.ts'

const withScopes = (...scopes: GrantedScope[]): Principal => ({
  ...{ id: 'token-1', name: 'a token', kind: 'token', teams: 'all' },
  scopes,
})
const passes = (principal: Principal, scope: Scope): boolean => {
  try {
    checkAccess(principal, { scope })
    return true
  } catch (thrown) {
    assert.ok(thrown instanceof Failure)
    assert.equal(thrown.code, 'FORBIDDEN')
    assert.ok(thrown.message.includes(`"${scope}"`), thrown.message)
    return false
  }
}
const allowed = (principal: Principal): Scope[] => Scope.options.filter((scope) => passes(principal, scope))

describe('scopes', () => {
  it('allow what they name, `x:*` both, admin everything, none nothing', () => {
    assert.deepEqual(allowed(ROOT), Scope.options)
    assert.deepEqual(allowed(ANONYMOUS), [])
    assert.deepEqual(allowed(withScopes('tasks:read')), ['tasks:read'])
    assert.deepEqual(allowed(withScopes('workspaces:*')), ['workspaces:read', 'workspaces:write'])
    const all = withScopes('teams:*', 'workspaces:*', 'tasks:*', 'secrets:read')
    assert.deepEqual(
      allowed(all),
      Scope.options.filter((scope) => scope !== 'admin'),
    )
  })

  it('are any one of several, where a route takes several', () => {
    const access = { scope: ['teams:read', 'workspaces:read'] } as const
    checkAccess(withScopes('workspaces:read'), access)
    assert.throws(() => checkAccess(withScopes('tasks:*'), access), /"teams:read" or "workspaces:read"/)
    checkAccess(ANONYMOUS, { scope: 'any' })
  })
})

describe('teams', () => {
  it('are seen by who has a role in them, by who is not limited to some, and by admins', () => {
    const teams = [{ team_id: 'team-1', role: 'member' }] as const
    const limited: Principal = { ...withScopes('teams:read'), teams }
    assert.deepEqual([roleIn(limited, 'team-1'), roleIn(limited, 'team-2')], ['member', undefined])
    assert.equal(canSeeTeam(limited, undefined), false)
    assert.equal(canSeeTeam(withScopes('teams:read'), 'team-2'), true)
    assert.equal(roleIn({ ...limited, scopes: ['admin'] }, 'team-2'), 'owner')
  })
})
