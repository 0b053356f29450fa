/** What the board offers is what portal-api allows. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { seedFleet, seedTask } from '../../test/board/support/seed.ts'
import { Me } from '../board/api/me.ts'
import { mayAct, refusalOf, type Deed } from '../board/state/allowed.ts'
import { startFreshPortal, type Portal } from './support/portal.ts'
import { getAs, makeToken } from './support/tokens.ts'

const [WRITES, READS] = [
  ['teams:*', 'workspaces:*', 'tasks:*'],
  ['teams:read', 'workspaces:read', 'tasks:read'],
]
const inTeam = (role: string) => [{ team_id: 'team-acme', role }]
const PEOPLE = [
  { name: 'admin of all', scopes: ['admin'] },
  { name: 'of all teams', scopes: WRITES },
  { name: 'reader of all teams', scopes: READS },
  { name: 'owner', scopes: WRITES, teams: inTeam('owner') },
  { name: 'admin', scopes: WRITES, teams: inTeam('admin') },
  { name: 'member', scopes: WRITES, teams: inTeam('member') },
  { name: 'reader who is owner', scopes: READS, teams: inTeam('owner') },
  { name: 'one who changes workspaces only', scopes: ['workspaces:write'], teams: inTeam('admin') },
]

interface Request {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly body?: object
}
/** What the board sends for each that it offers. */
const REQUESTS: readonly (Request & { readonly deed: Deed })[] = [
  { deed: 'team.create', method: 'POST', path: '/api/teams', body: { slug: 'brand-new' } },
  { deed: 'team.restart', method: 'POST', path: '/api/teams/acme/restart', body: {} },
  { deed: 'team.suspend', method: 'POST', path: '/api/teams/acme/suspend', body: {} },
  { deed: 'team.delete', method: 'DELETE', path: '/api/teams/acme' },
  {
    ...{ deed: 'workspace.create', method: 'POST', path: '/api/workspaces' },
    body: { slug: 'new-one', team_id: 'team-acme', template_repo: 'slipway/sample' },
  },
  { deed: 'workspace.delete', method: 'DELETE', path: '/api/workspaces/shop' },
  { deed: 'sandbox.create', method: 'POST', path: '/api/workspaces/shop/sandboxes', body: { slug: 'green' } },
  { deed: 'sandbox.delete', method: 'DELETE', path: '/api/workspaces/shop/sandboxes/red' },
  { deed: 'sandbox.restart', method: 'POST', path: '/api/workspaces/shop/sandboxes/red/restart', body: {} },
]

describe('what the board offers', () => {
  let portal: Portal
  before(async () => {
    portal = await startFreshPortal('boardAllowed')
    await seedFleet(portal.redis, { acme: { shop: ['red'] } })
  })
  after(() => portal[Symbol.asyncDispose]())

  const somebody = async (wish: (typeof PEOPLE)[number]) => {
    const { token } = await makeToken(portal, wish)
    const { principal } = Me(await (await getAs(portal, token, '/api/me')).json(), 'me')
    const send = async ({ method, path, body }: Request): Promise<number> => {
      const type = body === undefined ? {} : { 'content-type': 'application/json' }
      const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      const response = await fetch(`${portal.url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...type },
      })
      return response.status
    }
    return { principal, send }
  }

  for (const wish of PEOPLE)
    it(`is what portal-api allows: ${wish.name}`, async () => {
      const { principal, send } = await somebody(wish)
      for (const request of REQUESTS) {
        const offered = refusalOf(principal, request.deed, 'team-acme') === undefined
        assert.equal(await send(request), offered ? 202 : 403, request.deed)
      }
    })

  it('is to cancel tasks of one’s own, and those of others as an admin of the team', async () => {
    for (const [index, wish] of PEOPLE.entries()) {
      if (!wish.scopes.some((scope) => scope === 'admin' || scope === 'tasks:*' || scope === 'tasks:read')) continue
      const { principal, send } = await somebody(wish)
      for (const user_id of ['somebody-else', principal.id]) {
        const id = `task-${index}-${user_id === principal.id ? 'own' : 'other'}`
        await seedTask(portal.redis, { id, type: 'team.restart', status: 'processing', slug: 'acme', age: 1 })
        await portal.redis.hset(`task:${id}`, { user_id, team_id: 'team-acme' })
        const offered = mayAct(principal, { user_id, team_id: 'team-acme' })
        const status = await send({ method: 'DELETE', path: `/api/tasks/${id}` })
        assert.equal(status, offered ? 202 : 403, `${wish.name} ${id}`)
      }
    }
  })
})
