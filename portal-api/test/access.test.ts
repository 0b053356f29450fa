import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { TOKENS, TOKENS_USED } from '../src/access/keys.ts'
import { assertProblem, databaseUrl, startFreshPortal, startPortal, TOKEN, type Portal } from './support/portal.ts'
import { getAs, makeToken, sessionCookie, type TokenWish } from './support/tokens.ts'

const Me = z.object({ principal: z.looseObject({ id: z.string(), kind: z.string(), teams: z.unknown() }) })
const Tokens = z.object({ items: z.array(z.looseObject({ id: z.string(), last_used_at: z.string().optional() })) })
const DAY_MS = 24 * 60 * 60 * 1_000

describe('tokens', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('access')))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })
  const make = (wish?: Partial<TokenWish>) => makeToken(portal, wish)
  const list = async () => Tokens.parse(await (await portal.fetch('/api/tokens')).json()).items

  it('are shown once, kept as hashes, and let in with what they were made for', async () => {
    const teams = [{ team_id: 'team-1', role: 'member' }]
    const { id, token, ...made } = await make({ scopes: ['teams:read', 'tasks:*'], teams, expires_in_days: 2 })
    assert.match(token, new RegExp(`^slp_${id}_[\\w-]{43}$`))
    const lifetime = Date.parse(made.expires_at) - Date.parse(made.created_at)
    assert.deepEqual([made.created_by, lifetime], ['portal', 2 * DAY_MS])

    const { principal } = Me.parse(await (await getAs(portal, token, '/api/me')).json())
    const expected = { id: `token-${id}`, name: 'a token', kind: 'token', scopes: ['teams:read', 'tasks:*'], teams }
    assert.deepEqual(principal, expected)
    const secret = token.slice(-43)
    const kept = [await portal.redis.hgetall(TOKENS), await portal.redis.hgetall(TOKENS_USED), await list(), portal.log]
    assert.ok(!JSON.stringify(kept).includes(secret))
    assert.ok((await list()).find((one) => one.id === id)?.last_used_at !== undefined)
  })

  it('are refused when changed, cut, unknown, or with the secret of another', async () => {
    const [one, other] = [await make(), await make()]
    const secretOf = (token: string) => token.slice(-43)
    const wrong = [
      `slp_${one.id}_${secretOf(other.token)}`,
      `${one.token.slice(0, -1)}${one.token.endsWith('A') ? 'B' : 'A'}`,
      one.token.slice(0, -1),
      `${one.token}A`,
      `slp_0123456789abcdef_${secretOf(one.token)}`,
      secretOf(one.token),
    ]
    for (const token of wrong) await assertProblem(await getAs(portal, token, '/api/me'), 401, 'UNAUTHORIZED')
    assert.equal((await getAs(portal, one.token, '/api/me')).status, 200)
  })

  it('may do what their scopes allow; a refusal names the scope', async () => {
    const { token } = await make({ scopes: ['tasks:read'] })
    assert.equal((await getAs(portal, token, '/api/tasks/none')).status, 404)
    for (const [path, scope] of [
      ['/api/resources', '"teams:read" or "workspaces:read"'],
      ['/api/tokens', '"admin"'],
      ['/api/workspaces/ws/client-secret', '"secrets:read"'],
    ] as const) {
      const { detail } = await assertProblem(await getAs(portal, token, path), 403, 'FORBIDDEN')
      assert.ok(detail.includes(scope), detail)
    }
    await assertProblem(await getAs(portal, token, '/api/nothing'), 404, 'NOT_FOUND')
  })

  it('end when they expire, and when they are revoked, at once in the process that was told', async () => {
    const { id, token } = await make()
    assert.equal((await getAs(portal, token, '/api/me')).status, 200)
    assert.equal((await portal.fetch(`/api/tokens/${id}`, { method: 'DELETE' })).status, 204)
    await assertProblem(await getAs(portal, token, '/api/me'), 401, 'UNAUTHORIZED')
    await assertProblem(await portal.fetch(`/api/tokens/${id}`, { method: 'DELETE' }), 404, 'NOT_FOUND')
    await assertProblem(await portal.fetch('/api/tokens/x', { method: 'DELETE' }), 404, 'NOT_FOUND')

    const expired = await make()
    const record = await portal.redis.hget(TOKENS, expired.id)
    const past = record?.replace(/"expires_at":"[^"]*"/, `"expires_at":"${new Date(Date.now() - 1).toISOString()}"`)
    await portal.redis.hset(TOKENS, expired.id, past ?? '')
    await assertProblem(await getAs(portal, expired.token, '/api/me'), 401, 'UNAUTHORIZED')
    assert.ok((await list()).some((one) => one.id === expired.id))
    await portal.redis.hset(TOKENS, expired.id, past?.replace(/"expires_at":"20../, '"expires_at":"2001') ?? '')
    assert.ok(!(await list()).some((one) => one.id === expired.id))
    assert.equal(await portal.redis.hexists(TOKENS, expired.id), 0)
  })

  it('end in every other process within five seconds, outlive a restart, and cost one look-up meanwhile', async () => {
    const { id, token } = await make()
    await using other = await startPortal(databaseUrl('access'))
    await other.ready()
    const calls = async () => Number(/hget:calls=(\d+)/.exec(await portal.redis.info('commandstats'))?.[1])
    assert.equal((await getAs(other, token, '/api/me')).status, 200)
    const before = await calls()
    for (let n = 0; n < 20; n += 1) assert.equal((await getAs(other, token, '/api/me')).status, 200)
    assert.equal(await calls(), before)

    const since = performance.now()
    assert.equal((await portal.fetch(`/api/tokens/${id}`, { method: 'DELETE' })).status, 204)
    while ((await getAs(other, token, '/api/me')).status === 200);
    assert.ok(performance.now() - since < 5_000)
  })

  it('are made by admins only, and as they can be', async () => {
    const { token } = await make({ scopes: ['tasks:*', 'teams:*', 'workspaces:*', 'secrets:read'] })
    const asked = { name: 'x', scopes: ['tasks:read'] }
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const refused = await fetch(`${portal.url}/api/tokens`, { method: 'POST', headers, body: JSON.stringify(asked) })
    await assertProblem(refused, 403, 'FORBIDDEN')
    const wrong = [
      { ...asked, scopes: [] },
      { ...asked, scopes: ['everything'] },
      { ...asked, expires_in_days: 0 },
      { ...asked, expires_in_days: 3_660 },
      { ...asked, name: '' },
      { ...asked, teams: [{ team_id: 'team-1', role: 'king' }] },
      { ...asked, scopes: ['admin'], teams: [{ team_id: 'team-1', role: 'owner' }] },
      { ...asked, more: 1 },
    ]
    for (const body of wrong) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const { errors } = await assertProblem(await portal.fetch('/api/tokens', init), 422, 'INVALID_BODY')
      assert.equal(errors?.length, 1)
    }
  })

  it('open sessions of browsers, which end with them', async () => {
    const { id, token } = await make({ scopes: ['tasks:read'] })
    const cookie = await sessionCookie(portal, token)
    const me = () => fetch(`${portal.url}/api/me`, { headers: { cookie } })
    assert.equal(Me.parse(await (await me()).json()).principal.id, `token-${id}`)
    await portal.fetch(`/api/tokens/${id}`, { method: 'DELETE' })
    await assertProblem(await me(), 401, 'UNAUTHORIZED')
  })
})

describe('sessions', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('access')))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })
  const signIn = (headers: Record<string, string> = {}, token = TOKEN) =>
    fetch(`${portal.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ token }),
    })

  it('are cookies that no script and no other site can use, and are kept as hashes', async () => {
    const answer = await signIn()
    assert.equal(answer.status, 204)
    const set = answer.headers.get('set-cookie') ?? ''
    assert.match(set, /^slipway_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/)
    const id = /=([\w-]{43})/.exec(set)?.[1] ?? ''
    const me = await fetch(`${portal.url}/api/me`, { headers: { cookie: `slipway_session=${id}` } })
    assert.equal(Me.parse(await me.json()).principal.kind, 'root')
    const keys = await portal.redis.keys('portal:session:*')
    assert.ok(keys.length > 0 && !keys.join().includes(id) && !portal.log.join('').includes(id))
    for (const key of keys) assert.ok((await portal.redis.ttl(key)) > 40_000)
  })

  it('are Secure where browsers come over TLS', async () => {
    await using secure = await startPortal(databaseUrl('access'), undefined, undefined, {
      PUBLIC_URL: 'https://x.test',
    })
    await secure.ready()
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: TOKEN }),
    }
    const answer = await fetch(`${secure.url}/api/session`, init)
    assert.match(answer.headers.get('set-cookie') ?? '', /; HttpOnly; Secure; SameSite=Strict$/)
    assert.match(answer.headers.get('strict-transport-security') ?? '', /max-age=/)
  })

  it('change something from pages of portal-api only', async () => {
    const cookie = await sessionCookie(portal, TOKEN)
    const { host } = new URL(portal.url)
    const post = (headers: Record<string, string>) =>
      fetch(`${portal.url}/api/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: JSON.stringify({ name: 'x', scopes: ['tasks:read'] }),
      })
    const ours = [{ 'sec-fetch-site': 'same-origin' }, { origin: `http://${host}` }]
    for (const headers of ours) assert.equal((await post(headers)).status, 201)
    const others = [
      {},
      { 'sec-fetch-site': 'cross-site', origin: `http://${host}` },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]
    for (const headers of others) await assertProblem(await post(headers), 403, 'FORBIDDEN')
    // A token goes along with no request that somebody else made a browser send.
    const token = { authorization: `Bearer ${TOKEN}`, origin: 'https://evil.example' }
    assert.equal((await post(token)).status, 201)
    await assertProblem(await signIn({ origin: 'https://evil.example' }), 403, 'FORBIDDEN')
  })

  it('end when one signs out', async () => {
    const cookie = await sessionCookie(portal, TOKEN)
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const out = await fetch(`${portal.url}/api/session`, { method: 'DELETE', headers })
    assert.equal(out.status, 204)
    assert.match(out.headers.get('set-cookie') ?? '', /^slipway_session=; Max-Age=0;/)
    await assertProblem(await fetch(`${portal.url}/api/me`, { headers }), 401, 'UNAUTHORIZED')
    const again = await fetch(`${portal.url}/api/session`, { method: 'DELETE', headers })
    assert.equal(again.status, 204)
  })

  it('are not opened with a wrong token, nor is one that never was', async () => {
    await assertProblem(await signIn({}, 'wrong'), 401, 'UNAUTHORIZED')
    await assertProblem(await signIn({}, ''), 422, 'INVALID_BODY')
    for (const id of ['x', 'A'.repeat(43)]) {
      const me = await fetch(`${portal.url}/api/me`, { headers: { cookie: `slipway_session=${id}` } })
      await assertProblem(me, 401, 'UNAUTHORIZED')
    }
    const options = await fetch(`${portal.url}/api/session/options`)
    assert.deepEqual(await options.json(), { oidc: false, signed_in: false })
  })
})
