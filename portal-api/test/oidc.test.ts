import assert from 'node:assert/strict'
import { generateKeyPair, SignJWT } from 'jose'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { inventoryKey, SLUG_INDEX } from '#contract'
import { assertProblem, databaseUrl, startFreshPortal, startPortal, type Portal } from './support/portal.ts'
import { CLIENT, startIssuer, type TestIssuer } from './support/issuer.ts'
import { getAs } from './support/tokens.ts'

const PUBLIC_URL = 'https://slipway.test'
const AUDIENCE = 'slipway'
const Me = z.object({
  principal: z.object({
    ...{ id: z.string(), name: z.string(), kind: z.string(), scopes: z.array(z.string()), teams: z.unknown() },
  }),
})
const Resources = z.object({ resources: z.array(z.object({ id: z.string() })) })

describe('people of an OIDC issuer', () => {
  let issuer: TestIssuer
  let portal: Portal
  let env: Record<string, string>
  before(async () => {
    issuer = await startIssuer(`${PUBLIC_URL}/api/session/oidc/callback`)
    env = {
      ...{ PUBLIC_URL, OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: AUDIENCE },
      ...{ OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret },
    }
    portal = await startFreshPortal('oidc', env)
    for (const [id, slug] of [
      ['team-1', 'acme'],
      ['team-2', 'other'],
    ] as const) {
      const at = '2026-01-15T10:30:00Z'
      const record = {
        type: 'team',
        id,
        slug,
        status: 'active',
        metadata: {},
        task_id: 't',
        created_at: at,
        updated_at: at,
      }
      await portal.redis.hset(inventoryKey('team'), id, JSON.stringify(record))
      await portal.redis.hset(SLUG_INDEX, `team/${slug}`, id)
    }
    issuer.groups.set('ann', ['slipway/acme/member', 'slipway/acme/admin', 'slipway/later/owner', 'elsewhere/admin'])
    issuer.groups.set('root', ['slipway/admin'])
    issuer.groups.set('nobody', ['slipway/acme', 'slipway/acme/king', 'slipway/acme/owner/x', 'admin'])
  })
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
    await issuer[Symbol.asyncDispose]()
  })

  const begin = async () => {
    const response = await fetch(`${portal.url}/api/session/oidc/start`, { redirect: 'manual' })
    assert.equal(response.status, 302)
    const [set = ''] = response.headers.getSetCookie()
    return { url: response.headers.get('location') ?? '', set, cookie: set.split(';', 1)[0] ?? '' }
  }
  const comeBack = ({ pathname, search }: URL, cookie: string) =>
    fetch(`${portal.url}${pathname}${search}`, { headers: { cookie } })
  const signIn = async (login: string): Promise<string> => {
    const { url, cookie } = await begin()
    const response = await comeBack(await issuer.signIn(url, login), cookie)
    assert.equal(response.status, 200, await response.clone().text())
    const session = response.headers.getSetCookie().find((text) => text.startsWith('slipway_session='))
    return session?.split(';', 1)[0] ?? ''
  }
  const me = async (headers: Record<string, string>) =>
    Me.parse(await (await fetch(`${portal.url}/api/me`, { headers })).json()).principal

  it('sign browsers in, with PKCE, state and nonce, and come to a page that makes the cookie usable', async () => {
    const { url, set, cookie } = await begin()
    const asked = new URL(url).searchParams
    assert.deepEqual([asked.get('code_challenge_method'), asked.get('response_type')], ['S256', 'code'])
    for (const name of ['code_challenge', 'state', 'nonce']) assert.match(asked.get(name) ?? '', /^[\w-]{43}$/)
    assert.match(set, /Path=\/api\/session\/oidc; HttpOnly; Secure; SameSite=Lax/)
    const back = await issuer.signIn(url, 'ann')
    assert.ok(back.href.startsWith(`${PUBLIC_URL}/api/session/oidc/callback?`))
    const response = await comeBack(back, cookie)
    const page = await response.text()
    assert.match(page, /<meta http-equiv="refresh" content="0; url=\/">/)
    assert.match(response.headers.getSetCookie().join('\n'), /slipway_session=.*HttpOnly; Secure; SameSite=Strict/)
    assert.deepEqual(await (await fetch(`${portal.url}/api/session/options`)).json(), { oidc: true, signed_in: false })
    assert.ok(!portal.log.join('').includes(CLIENT.secret))
  })

  it('are what their groups say, in teams that stand, with the highest role that several give', async () => {
    const ann = await me({ cookie: await signIn('ann') })
    assert.deepEqual(ann, {
      ...{ id: 'user-ann', name: 'Name of ann', kind: 'user', teams: [{ team_id: 'team-1', role: 'admin' }] },
      scopes: ['teams:*', 'workspaces:*', 'tasks:*', 'secrets:read'],
    })
    const { scopes, teams } = await me({ cookie: await signIn('root') })
    assert.deepEqual([scopes, teams], [['admin'], 'all'])
    const nobody = { cookie: await signIn('nobody') }
    assert.deepEqual((await me(nobody)).scopes, [])
    await assertProblem(await fetch(`${portal.url}/api/resources`, { headers: nobody }), 403, 'FORBIDDEN')
  })

  it('see their teams, and nothing of others', async () => {
    const token = await issuer.sign({ sub: 'ann', aud: AUDIENCE, groups: ['slipway/acme/member'] })
    const { resources } = Resources.parse(await (await getAs(portal, token, '/api/resources')).json())
    assert.deepEqual(
      resources.map(({ id }) => id),
      ['team-1'],
    )
    assert.equal((await getAs(portal, token, '/api/teams/acme')).status, 200)
    await assertProblem(await getAs(portal, token, '/api/teams/other'), 404, 'RESOURCE_NOT_FOUND')
    const remove = { method: 'DELETE', headers: { authorization: `Bearer ${token}` } }
    await assertProblem(await fetch(`${portal.url}/api/teams/acme`, remove), 403, 'FORBIDDEN')
  })

  it('come back once, to the browser that began, and not without having signed in', async () => {
    const first = await begin()
    const back = await issuer.signIn(first.url, 'ann')
    await assertProblem(await comeBack(back, ''), 400, 'SIGN_IN_EXPIRED')
    const second = await begin()
    await assertProblem(await comeBack(back, second.cookie), 400, 'SIGN_IN_EXPIRED')
    assert.equal((await comeBack(back, first.cookie)).status, 200)
    await assertProblem(await comeBack(back, first.cookie), 400, 'SIGN_IN_EXPIRED')

    const state = new URL(second.url).searchParams.get('state') ?? ''
    const denied = new URL(`${PUBLIC_URL}/api/session/oidc/callback`)
    denied.search = new URLSearchParams({ state, error: 'access_denied', iss: issuer.url }).toString()
    const { detail } = await assertProblem(await comeBack(denied, second.cookie), 403, 'SIGN_IN_REFUSED')
    assert.match(detail, /access_denied/)
    const third = await begin()
    denied.search = new URLSearchParams({
      ...{ state: new URL(third.url).searchParams.get('state') ?? '', code: 'made-up', iss: issuer.url },
    }).toString()
    await assertProblem(await comeBack(denied, third.cookie), 403, 'SIGN_IN_REFUSED')
  })

  it('are led back to the sign-in with a code, and nothing else, where a browser asks for a page', async () => {
    const asBrowser = { redirect: 'manual', headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } } as const
    const hostile = new URLSearchParams({ state: '"><script>', error: 'access_denied', error_description: '<b>x</b>' })
    const response = await fetch(`${portal.url}/api/session/oidc/callback?${hostile.toString()}`, asBrowser)
    assert.deepEqual([response.status, await response.text()], [303, ''])
    assert.equal(response.headers.get('location'), '/?sign_in=SIGN_IN_EXPIRED')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  it('send JWTs, which are refused when anything about them is wrong', async () => {
    const claims = { sub: 'auth0|5f7c', aud: AUDIENCE, name: 'Bob', groups: 'slipway/acme/owner' }
    const token = await issuer.sign(claims)
    const bob = await me({ authorization: `Bearer ${token}` })
    assert.match(bob.id, /^user-[0-9a-f]{32}$/)
    assert.deepEqual([bob.name, bob.teams], ['Bob', [{ team_id: 'team-1', role: 'owner' }]])

    const { privateKey } = await generateKeyPair('ES256')
    const [head = '', body = ''] = token.split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const shared = new SignJWT({ iss: issuer.url, ...claims }).setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
    const forged = new SignJWT({ iss: issuer.url, ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
    const wrong = {
      expired: await issuer.sign(claims, '-1m'),
      audience: await issuer.sign({ ...claims, aud: 'other' }),
      issuer: await issuer.sign({ ...claims, iss: 'https://else.test' }),
      subject: await issuer.sign({ aud: AUDIENCE }),
      key: await forged.setExpirationTime('5m').sign(privateKey),
      secret: await shared.setExpirationTime('5m').sign(Buffer.from('a secret that everybody may know, too')),
      none: `${none}.${body}.`,
      unsigned: `${none}.${body}.x`,
      changed: `${head}.${Buffer.from(JSON.stringify({ ...claims, iss: issuer.url, exp: 2e9 })).toString('base64url')}.${token.split('.')[2] ?? ''}`,
      rubbish: 'a.b.c',
    }
    for (const [what, jwt] of Object.entries(wrong)) {
      const response = await getAs(portal, jwt, '/api/me')
      assert.equal(response.status, 401, what)
      await assertProblem(response, 401, 'UNAUTHORIZED')
    }
  })

  it('are told to come again when the issuer is away, while tokens go on', async () => {
    const token = await issuer.sign({ sub: 'ann', aud: AUDIENCE, groups: [] })
    await using away = await startPortal(databaseUrl('oidc'), undefined, undefined, {
      ...env,
      OIDC_ISSUER: 'http://127.0.0.1:1',
    })
    await away.ready()
    for (const response of [
      await getAs(away, token, '/api/me'),
      await fetch(`${away.url}/api/session/oidc/start`, { redirect: 'manual' }),
    ]) {
      assert.match(response.headers.get('retry-after') ?? '', /^\d+$/)
      await assertProblem(response, 503, 'OIDC_UNAVAILABLE')
    }
    assert.equal((await away.fetch('/api/me')).status, 200)
  })
})
