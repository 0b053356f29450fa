import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RATE_LIMIT_PREFIX } from '../src/access/keys.ts'
import { assertProblem, databaseUrl, startFreshPortal, startPortal, TOKEN, type Portal } from './support/portal.ts'
import { getAs, makeToken } from './support/tokens.ts'

const LIMIT = 20
const env = { RATE_LIMIT_PER_MINUTE: String(LIMIT), CORS_ORIGINS: 'https://board.test' }

describe('limits and browsers', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('limits', env)))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  it('refuse a token its requests over the limit, each token its own, and PORTAL_TOKEN none', async () => {
    const [one, other] = [await makeToken(portal), await makeToken(portal)]
    const answers = await Promise.all(Array.from({ length: 2 * LIMIT + 2 }, () => getAs(portal, one.token, '/api/me')))
    const refused = answers.filter(({ status }) => status === 429)
    // A minute may end meanwhile, and another begin.
    assert.ok(refused.length === LIMIT + 2 || refused.length === 2, String(refused.length))
    const [first = assert.fail('none')] = refused
    const seconds = Number(first.headers.get('retry-after'))
    assert.ok(seconds >= 1 && seconds <= 60)
    const { retryable } = await assertProblem(first, 429, 'RATE_LIMITED')
    assert.equal(retryable, true)
    assert.equal((await getAs(portal, other.token, '/api/me')).status, 200)
    for (let n = 0; n < LIMIT + 1; n += 1) assert.equal((await portal.fetch('/api/me')).status, 200)
  })

  it('are counted together by several portal-apis', async () => {
    const { id, token } = await makeToken(portal)
    await using other = await startPortal(databaseUrl('limits'), undefined, undefined, env)
    await other.ready()
    const minute = Math.floor(Date.now() / 60_000)
    const counted = async () => Number(await portal.redis.get(`${RATE_LIMIT_PREFIX}token-${id}:${minute}`))
    for (let n = 0; n < LIMIT / 2; n += 1) assert.equal((await getAs(portal, token, '/api/me')).status, 200)
    const sameMinute = () => Math.floor(Date.now() / 60_000) === minute
    assert.equal((await getAs(other, token, '/api/me')).status, 200)
    while ((await counted()) < LIMIT / 2 + 1 && sameMinute());
    let passed = 1
    while (passed < LIMIT && (await getAs(other, token, '/api/me')).status === 200) passed += 1
    if (sameMinute()) assert.equal(passed, LIMIT / 2)
  })

  it('refuse an address that shows nothing valid too often, and leave one record of it in the audit', async () => {
    const post = () => fetch(`${portal.url}/api/tasks`, { method: 'POST' })
    const statuses = (await Promise.all(Array.from({ length: 3 * LIMIT }, post))).map(({ status }) => status)
    assert.ok(statuses.includes(401) && statuses.includes(429))
    const audit = await (await portal.fetch('/api/audit?result=RATE_LIMITED')).text()
    const records = audit.match(/"code":"RATE_LIMITED"/g)?.length ?? 0
    assert.ok(records === 1 || records === 2, audit) // of the minute, and of the next one if that began
  })

  it('let pages of listed origins read answers, refusals included, and no others', async () => {
    const ask = (origin: string, init: { method?: string; headers?: Record<string, string> } = {}) =>
      fetch(`${portal.url}/api/me`, { ...init, headers: { origin, ...init.headers } })
    const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'DELETE' } }
    const allowed = await ask('https://board.test', preflight)
    assert.equal(allowed.status, 204)
    assert.match(allowed.headers.get('access-control-allow-methods') ?? '', /DELETE/)
    const headers = { authorization: `Bearer ${TOKEN}` }
    for (const init of [preflight, { headers }, {}]) {
      const listed = await ask('https://board.test', init)
      assert.equal(listed.headers.get('access-control-allow-origin'), 'https://board.test')
      assert.equal(listed.headers.get('access-control-allow-credentials'), null)
      assert.equal((await ask('https://evil.test', init)).headers.get('access-control-allow-origin'), null)
    }
  })

  it('bind browsers by headers', async () => {
    for (const path of ['/health', '/api/me', '/nothing']) {
      const { headers } = await portal.fetch(path)
      const policy = headers.get('content-security-policy') ?? ''
      assert.match(policy, /default-src 'none';.*script-src 'self';.*frame-ancestors 'none'/)
      assert.doesNotMatch(policy, /unsafe|\*/)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('x-frame-options'), 'SAMEORIGIN')
      assert.equal(headers.get('strict-transport-security'), null)
      assert.equal(headers.get('cache-control'), 'private, no-cache')
    }
  })
})

describe('the page of queues', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('limits')))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  it('shows admins every queue, loads nothing from elsewhere, and changes nothing', async () => {
    const { token } = await makeToken(portal, { scopes: ['tasks:*', 'teams:*'] })
    await assertProblem(await getAs(portal, token, '/queues'), 403, 'FORBIDDEN')
    await assertProblem(await fetch(`${portal.url}/queues/api/queues`), 401, 'UNAUTHORIZED')
    const page = await portal.fetch('/queues')
    assert.equal(page.status, 200)
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self';/)
    const [, script] = /<script defer src="(static\/js\/main[^"]+)"/.exec(await page.text()) ?? []
    assert.equal((await portal.fetch(`/queues/${script ?? ''}`)).status, 200)
    const listed = await portal.fetch('/queues/api/queues')
    const text = await listed.text()
    assert.equal(listed.status, 200, text)
    for (const name of [
      'provisioning:high',
      'agents:high',
      'agents:deliveries',
      'provisioning:questions',
      'provisioning:renewal',
    ])
      assert.ok(text.includes(`"queue:${name}"`), name)
    assert.equal(text.match(/"readOnlyMode":true/g)?.length, 7)
    const pause = await portal.fetch('/queues/api/queues/high/pause', { method: 'PUT' })
    await assertProblem(pause, 405, 'METHOD_NOT_ALLOWED')
  })
})
