import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { JWTPayload } from 'jose'
import { Failure, type FailureCode } from '#contract'
import { createBearerVerifier } from '../src/access/oidc/bearer.ts'
import { createIssuer } from '../src/access/oidc/issuer.ts'
import { startSigningIssuer, type SigningIssuer, type SigningKey } from './support/signing-issuer.ts'

const AUDIENCE = 'slipway'
const KEPT = { forMs: 1_000, againAfterMs: 250 }

describe('the keys of an issuer', () => {
  let issuer: SigningIssuer
  let first: SigningKey
  let second: SigningKey
  before(async () => {
    issuer = await startSigningIssuer()
    first = await issuer.makeKey('first')
    second = await issuer.makeKey('second')
  })
  after(() => issuer[Symbol.asyncDispose]())

  /** One that knows nothing of the issuer yet. */
  const startVerifying = (discoveryKeptMs?: number) => {
    issuer.be('well')
    issuer.publish(first)
    const settings = { issuer: issuer.url, audience: AUDIENCE, client: undefined, groupsClaim: 'g', groupPrefix: 'p' }
    const verifier = createBearerVerifier(createIssuer(settings, discoveryKeptMs), issuer.url, AUDIENCE, KEPT)
    const tokenOf = (key: SigningKey, over: object = {}) => key.sign({ sub: 'ann', aud: AUDIENCE, ...over })
    const codeOf = async (token: string): Promise<FailureCode | 'taken'> => {
      try {
        await verifier.verify(token)
        return 'taken'
      } catch (thrown) {
        return Failure.from(thrown).code
      }
    }
    return { codeOf, tokenOf, untilOf: async (token: string) => (await verifier.verify(token)).until }
  }

  it('are fetched again for one that is new, and no more often for names that are made up', async () => {
    const { codeOf, tokenOf } = startVerifying()
    assert.equal(await codeOf(await tokenOf(first)), 'taken')
    issuer.publish(first, second)
    const before = issuer.asked()
    const fresh = await tokenOf(second)
    const since = performance.now()
    while ((await codeOf(fresh)) !== 'taken') assert.ok(performance.now() - since < 2_000)
    assert.equal(issuer.asked(), before + 1)
    assert.equal(await codeOf(await tokenOf(first)), 'taken', 'both are good while both are published')

    const start = performance.now()
    const asked = issuer.asked()
    for (let n = 0; n < 50; n += 1) {
      const made = await issuer.makeKey(`made-up-${n}`)
      assert.equal(await codeOf(await tokenOf(made)), 'UNAUTHORIZED')
    }
    const most = Math.ceil((performance.now() - start) / KEPT.againAfterMs) + 1
    assert.ok(issuer.asked() - asked <= most, `${issuer.asked() - asked} fetches, at most ${most}`)
  })

  it('are refused some time after they were withdrawn', async () => {
    const { codeOf, tokenOf } = startVerifying()
    const token = await tokenOf(first)
    assert.equal(await codeOf(token), 'taken')
    issuer.publish(second)
    const since = performance.now()
    while ((await codeOf(token)) === 'taken') assert.ok(performance.now() - since < KEPT.forMs + 1_000)
    assert.equal(await codeOf(token), 'UNAUTHORIZED')
    assert.equal(await codeOf(await tokenOf(second)), 'taken')
  })

  it('are good for a while when the issuer is away, also when its document has become old', async () => {
    const { codeOf, tokenOf } = startVerifying(1)
    const token = await tokenOf(first)
    assert.equal(await codeOf(token), 'taken')
    issuer.be('broken')
    assert.equal(await codeOf(await tokenOf(first)), 'taken')
    const since = performance.now()
    while ((await codeOf(token)) === 'taken') assert.ok(performance.now() - since < KEPT.forMs + 1_000)
    assert.equal(await codeOf(token), 'OIDC_UNAVAILABLE')
    issuer.be('well')
    assert.equal(await codeOf(token), 'taken')
  })

  it('are waited for five seconds from one that never answers, by all who wait together', async () => {
    const { codeOf, tokenOf } = startVerifying()
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(first)))
    issuer.be('silent')
    const since = performance.now()
    const codes = await Promise.all(tokens.map(codeOf))
    assert.deepEqual(new Set(codes), new Set(['OIDC_UNAVAILABLE']))
    assert.ok(performance.now() - since < 7_000)
    issuer.be('well')
    assert.equal(await codeOf(await tokenOf(first)), 'taken')
  })

  it('sign what is for others, from others or for another time, and that is refused', async () => {
    const { codeOf, tokenOf, untilOf } = startVerifying()
    const now = Math.floor(Date.now() / 1_000)
    const ours = { sub: 'ann', aud: AUDIENCE }
    const refused: Readonly<Record<string, readonly [claims: JWTPayload, expires?: string]>> = {
      'for another client': [{ ...ours, aud: 'another' }],
      'for several, none of them this': [{ ...ours, aud: ['another', 'third'] }],
      'for nobody': [{ sub: 'ann' }],
      'of another issuer': [{ ...ours, iss: 'https://else.test' }],
      'of an issuer with a slash more': [{ ...ours, iss: `${issuer.url}/` }],
      'about nobody': [{ aud: AUDIENCE }],
      'not yet': [{ ...ours, nbf: now + 60 }],
      'no more': [ours, '-1m'],
    }
    for (const [what, [claims, expires]] of Object.entries(refused))
      assert.equal(await codeOf(await first.sign(claims, expires)), 'UNAUTHORIZED', what)
    assert.equal(await codeOf(await tokenOf(first, { aud: ['another', AUDIENCE] })), 'taken')

    // Clocks may differ by five seconds, to either side.
    assert.equal(await codeOf(await tokenOf(first, { nbf: now + 3 })), 'taken')
    const token = await first.sign(ours, '-2s')
    assert.ok((await untilOf(token)) > Date.now())
  })
})
