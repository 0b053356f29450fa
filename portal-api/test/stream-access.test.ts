import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { taskKey } from '#contract'
import { sessionKey, TOKENS } from '../src/access/keys.ts'
import { sha256 } from '../src/access/secret-text.ts'
import { TokenRecord } from '../src/access/token-record.ts'
import { databaseUrl, startFreshPortal, startPortal, TOKEN, type Portal } from './support/portal.ts'
import { startSigningIssuer, type SigningIssuer, type SigningKey } from './support/signing-issuer.ts'
import { takeAll } from './support/sse.ts'
import { makeToken, sessionCookie } from './support/tokens.ts'

const AUDIENCE = 'slipway'
/** As docs/access.md promises, and what a busy machine takes. */
const MOST_MS = 5_000 + 1_000

describe('streams that stay open', { concurrency: true, timeout: 60_000 }, () => {
  let issuer: SigningIssuer
  let key: SigningKey
  let portal: Portal
  /** Another portal-api, which is told nothing of what is revoked at the first. */
  let other: Portal
  before(async () => {
    issuer = await startSigningIssuer()
    key = await issuer.makeKey('key')
    issuer.publish(key)
    const env = { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: AUDIENCE }
    portal = await startFreshPortal('streamAccess', env)
    other = await startPortal(databaseUrl('streamAccess'), undefined, undefined, env)
    await other.ready()
    const counts = { step: '0', total_steps: '1', percentage: '0', attempt: '1' }
    const record = {
      id: 'endless',
      type: 'team.restart',
      status: 'processing',
      team_id: 't',
      user_id: 'u',
      message: 'm',
    }
    await portal.redis.hset(taskKey('endless'), { ...record, ...counts, created_at: 'c', updated_at: 'c' })
  })
  after(async () => {
    await portal.redis.flushdb()
    await Promise.all([portal, other, issuer].map((each) => each[Symbol.asyncDispose]()))
  })

  /** Every kind of stream at both portal-apis; resolves to the milliseconds until the last of them has ended. */
  const open = async (headers: Record<string, string>, paths = ['/api/events', '/api/tasks/endless/events']) => {
    const asked = [portal, other].flatMap(({ url }) => paths.map((path) => fetch(`${url}${path}`, { headers })))
    const answers = await Promise.all(asked)
    for (const { status } of answers) assert.equal(status, 200)
    const ended = Promise.all(answers.map(takeAll))
    return async (): Promise<number> => {
      const since = performance.now()
      await ended
      return performance.now() - since
    }
  }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const expire = async (id: string, ms: number) => {
    const record = TokenRecord.parse(JSON.parse((await portal.redis.hget(TOKENS, id)) ?? ''))
    const expires_at = new Date(Date.now() + ms).toISOString()
    await portal.redis.hset(TOKENS, id, JSON.stringify({ ...record, expires_at }))
  }
  const revoke = (id: string) => portal.fetch(`/api/tokens/${id}`, { method: 'DELETE' })

  it('end within five seconds when their token is revoked, at every portal-api', async () => {
    const { id, token } = await makeToken(portal)
    const ended = await open(bearer(token))
    await revoke(id)
    assert.ok((await ended()) < MOST_MS)
  })

  it('end within five seconds when their token expires', async () => {
    const { id, token } = await makeToken(portal)
    await expire(id, 1_500)
    const ended = await open(bearer(token))
    assert.ok((await ended()) < 1_500 + MOST_MS)
  })

  it('end within five seconds when their JWT expires, and what the clocks may differ', async () => {
    const token = await key.sign({ sub: 'ann', aud: AUDIENCE, groups: ['slipway/admin'] }, '1s')
    const ended = await open(bearer(token))
    assert.ok((await ended()) < 1_000 + 5_000 + MOST_MS)
  })

  it('end within five seconds when the browser signs out', async () => {
    const cookie = await sessionCookie(portal, TOKEN)
    const ended = await open({ cookie })
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    assert.equal((await fetch(`${portal.url}/api/session`, { method: 'DELETE', headers })).status, 204)
    assert.ok((await ended()) < MOST_MS)
  })

  it('end within five seconds when the token is revoked with which the browser signed in', async () => {
    const { id, token } = await makeToken(portal)
    const ended = await open({ cookie: await sessionCookie(portal, token) })
    await revoke(id)
    assert.ok((await ended()) < MOST_MS)
  })

  it('end within five seconds when the session comes to its own end', async () => {
    const cookie = await sessionCookie(portal, TOKEN)
    const ended = await open({ cookie })
    await portal.redis.pexpire(sessionKey(sha256(cookie.split('=')[1] ?? '')), 500)
    assert.ok((await ended()) < 500 + MOST_MS)
  })

  it('go on while whoever reads them may', async () => {
    const { id, token } = await makeToken(portal)
    const ended = await open(bearer(token), ['/api/events'])
    const first = await Promise.race([ended(), new Promise((resolve) => setTimeout(resolve, 9_000, 'they go on'))])
    assert.equal(first, 'they go on')
    await revoke(id)
    assert.ok((await ended()) < MOST_MS)
  })
})
