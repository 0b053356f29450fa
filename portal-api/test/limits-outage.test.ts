import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RATE_LIMIT_PREFIX } from '../src/access/keys.ts'
import { ownRedis, type OwnRedis } from './support/own-redis.ts'
import { assertProblem, startPortal, type Portal } from './support/portal.ts'
import { getAs, makeToken } from './support/tokens.ts'

const LIMIT = 20
const MINUTE_MS = 60_000

describe('limits while Redis is away', { timeout: 120_000 }, () => {
  let redis: OwnRedis
  let portal: Portal
  before(async () => {
    redis = await ownRedis()
    redis.start()
    portal = await startPortal(redis.url, undefined, undefined, { RATE_LIMIT_PER_MINUTE: String(LIMIT) })
    await portal.ready()
  })
  after(async () => {
    await portal[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  })

  /** So that a count of some requests is one of one minute. */
  const earlyInMinute = async () => {
    const left = MINUTE_MS - (Date.now() % MINUTE_MS)
    if (left < 20_000) await new Promise((resolve) => setTimeout(resolve, left))
  }
  const showNothing = () => fetch(`${portal.url}/api/me`)
  const refusedOf = (answers: readonly Response[]) => answers.filter(({ status }) => status === 429)

  for (const [how, { goes, comes }] of Object.entries({
    'is killed': { goes: () => redis.kill(), comes: () => redis.start() },
    'answers nothing': { goes: () => redis.freeze(), comes: () => redis.thaw() },
  })) {
    it(`hold for who shows nothing, by each portal-api's own count, when it ${how}; nobody waits for it`, async () => {
      await earlyInMinute()
      const { token } = await makeToken(portal)
      assert.equal((await getAs(portal, token, '/api/me')).status, 200)
      await goes()
      const since = performance.now()
      const answers = await Promise.all(Array.from({ length: 2 * LIMIT }, showNothing))
      assert.ok(refusedOf(answers).length >= LIMIT, 'no more than the limit are let so far')
      assert.ok(performance.now() - since < 2_000)

      const first = refusedOf(answers)[0] ?? assert.fail('none was refused')
      await assertProblem(first, 429, 'RATE_LIMITED')
      const at = Date.now() + Number(first.headers.get('retry-after')) * 1_000
      const windowEnds = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS
      assert.ok(at >= windowEnds - 1_000 && at <= windowEnds + 2_000, 'Retry-After is when the minute ends')

      // Whether a token is one, Redis alone knows: it is neither taken nor refused.
      const unknown = await getAs(portal, `slp_0123456789abcdef_${'x'.repeat(43)}`, '/api/me')
      assert.ok(Number(unknown.headers.get('retry-after')) >= 1)
      await assertProblem(unknown, 503, 'REDIS_UNAVAILABLE')
      assert.ok(performance.now() - since < 8_000)
      comes()
      while ((await fetch(`${portal.url}/ready`)).status !== 200);
    })
  }

  it('count what was asked meanwhile once it is back', async () => {
    await earlyInMinute()
    const { id, token } = await makeToken(portal)
    assert.equal((await getAs(portal, token, '/api/me')).status, 200)
    const key = `${RATE_LIMIT_PREFIX}token-${id}:${Math.floor(Date.now() / MINUTE_MS)}`
    while ((await portal.redis.get(key)) !== '1');
    await redis.kill()
    for (let n = 0; n < 3; n += 1) await getAs(portal, token, '/api/me') // remembered for some seconds
    redis.start()
    while ((await fetch(`${portal.url}/ready`)).status !== 200);
    let counted = 0
    for (const start = performance.now(); counted < 5 && performance.now() - start < 10_000;) {
      await getAs(portal, token, '/api/me')
      counted = Number(await portal.redis.get(key))
    }
    assert.ok(counted >= 5, `${counted} were counted: one, three, and those that came after`)
  })
})
