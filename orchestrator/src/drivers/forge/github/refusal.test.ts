import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { forbidden, refused, throttledFor } from './refusal.ts'

const reply = (status: number, headers: Record<string, string> = {}, data: unknown = {}) => ({ status, headers, data })
const LIMITS =
  'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits'
const AT = 'Fri, 20 Nov 2026 12:00:00 GMT'
const NOON_S = Date.parse(AT) / 1_000

describe('an answer of GitHub', () => {
  for (const [what, answer, expected] of [
    ['Retry-After', reply(403, { 'retry-after': '7' }), 7_000],
    ['Retry-After before the reset', reply(429, { 'retry-after': '7', 'x-ratelimit-remaining': '0' }), 7_000],
    ['a Retry-After of nothing', reply(429, { 'retry-after': '0' }), 1_000],
    [
      'an hour that is used up, by GitHub’s clock',
      reply(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOON_S + 90), date: AT }),
      90_000,
    ],
    ['429 and nothing else', reply(429), 60_000],
    ['403 with a link to the limits', reply(403, {}, { documentation_url: LIMITS }), 60_000],
    [
      '403 for a missing permission',
      reply(403, { 'x-ratelimit-remaining': '17' }, { message: 'rate limit' }),
      undefined,
    ],
    ['another refusal', reply(422, { 'retry-after': '7' }), undefined],
  ] as const) {
    it(`says how long to stay away: ${what}`, () => assert.equal(throttledFor(answer, 60_000), expected))
  }

  it('names the permission that is missing, as GitHub does or as we know it', () => {
    const named = forbidden(reply(403, { 'x-accepted-github-permissions': 'administration=write' }), 'delete', 'x')
    assert.match(named.message, /administration: write/)
    const scopes = { 'x-accepted-oauth-scopes': 'delete_repo', 'x-oauth-scopes': 'repo' }
    assert.match(forbidden(reply(403, scopes), 'delete', 'x').message, /delete_repo, the token has repo/)
    assert.match(forbidden(reply(404), 'make a ref', 'contents: write').message, /contents: write/)
    assert.match(forbidden(reply(403, { 'x-github-sso': 'required' }), 'look', 'x').message, /single sign-on/)
  })

  it('is final unless another state may come: no message decides', () => {
    const classOf = (status: number) => refused(reply(status), 'do it', 'x').class
    assert.deepEqual([400, 410, 422, 451].map(classOf), Array(4).fill('permanent'))
    assert.deepEqual([409, 423].map(classOf), Array(2).fill('transient'))
    assert.equal(refused(reply(403), 'do it', 'x').code, 'FORGE_FORBIDDEN')
  })
})
