import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { createBreaker, isNotDone, ServiceUnavailable, type BreakerChange } from './breaker.ts'
import { FAILURES_TO_OPEN, FIRST_COOL_DOWN_MS } from './circuit.ts'

const { signal: NEVER } = new AbortController()
const fine = (): Promise<string> => Promise.resolve('answer')
const down = (): Promise<never> => Promise.reject(new Failure('FORGE_FAILED', 'nobody there'))

/** A breaker on a clock that the test moves on, with what it told. */
function testBreaker() {
  let now = 0
  let left = 0
  const changes: BreakerChange[] = []
  const breaker = createBreaker({
    ...{ service: 'github', clock: () => now, random: () => 0.5 },
    onChange: (change) => changes.push(change),
  })
  return {
    breaker,
    changes,
    pass: (ms: number) => void (now += ms),
    left: () => left,
    /** A request that counts itself when it leaves. */
    call: <T>(ask: () => Promise<T>, signal = NEVER): Promise<T> =>
      breaker.call(signal, () => {
        left += 1
        return ask()
      }),
    async open() {
      for (let n = 0; n < FAILURES_TO_OPEN; n += 1) await assert.rejects(this.call(down))
      assert.equal(breaker.state(), 'open')
    },
  }
}

const unavailable = (isAsked: boolean) => (thrown: unknown) =>
  thrown instanceof ServiceUnavailable && thrown.isAsked === isAsked && isNotDone(thrown) === !isAsked

describe('a breaker', () => {
  it('lets failures be what they are until it opens; the one that opens it costs no attempt any more', async () => {
    const { call } = testBreaker()
    for (let n = 1; n < FAILURES_TO_OPEN; n += 1) await assert.rejects(call(down), { code: 'FORGE_FAILED' })
    await assert.rejects(call(down), (thrown: unknown) => {
      assert.ok(thrown instanceof ServiceUnavailable && thrown.cause instanceof Failure)
      assert.deepEqual([thrown.code, thrown.class, thrown.waits], ['SERVICE_UNAVAILABLE', 'unavailable', true])
      assert.equal(thrown.cause.code, 'FORGE_FAILED')
      assert.match(thrown.message, /^GitHub is taken to be down.*nobody there$/)
      return true
    })
  })

  it('refuses without a request while it is open, and says for how long', async () => {
    const test = testBreaker()
    await test.open()
    test.pass(1_000)
    await assert.rejects(test.call(fine), (thrown: unknown) => {
      assert.ok(unavailable(false)(thrown) && thrown instanceof ServiceUnavailable)
      const { retryAfterMs = 0 } = thrown
      assert.ok(retryAfterMs >= FIRST_COOL_DOWN_MS - 1_000 && retryAfterMs < FIRST_COOL_DOWN_MS, `${retryAfterMs}`)
      return true
    })
    assert.equal(test.left(), FAILURES_TO_OPEN)
    assert.ok(unavailable(false)(test.breaker.refusal()))
  })

  it('sends one when the time has come; all who come meanwhile wait for its answer, and then go', async () => {
    const test = testBreaker()
    await test.open()
    test.pass(FIRST_COOL_DOWN_MS)
    assert.equal(test.breaker.refusal(), undefined)
    const answer = Promise.withResolvers<string>()
    const calls = Array.from({ length: 20 }, () => test.call(() => answer.promise))
    await new Promise(setImmediate)
    assert.equal(test.left(), FAILURES_TO_OPEN + 1)
    answer.resolve('back')
    assert.deepEqual(new Set(await Promise.all(calls)), new Set(['back']))
    assert.equal(test.left(), FAILURES_TO_OPEN + 20)
    assert.deepEqual(
      test.changes.map(({ to }) => to),
      ['open', 'half_open', 'closed'],
    )
  })

  it('refuses all who waited when that one fails, for twice as long', async () => {
    const test = testBreaker()
    await test.open()
    test.pass(FIRST_COOL_DOWN_MS)
    const answer = Promise.withResolvers<never>()
    const probe = test.call(() => answer.promise)
    const others = Array.from({ length: 20 }, () => test.call(fine))
    answer.reject(new Failure('FORGE_FAILED', 'still nobody'))
    await assert.rejects(probe, unavailable(true))
    for (const other of others) await assert.rejects(other, unavailable(false))
    assert.equal(test.left(), FAILURES_TO_OPEN + 1)
    assert.deepEqual(
      test.changes.map(({ to, coolDownMs }) => [to, coolDownMs]),
      [
        ['open', FIRST_COOL_DOWN_MS],
        ['half_open', undefined],
        ['open', 2 * FIRST_COOL_DOWN_MS],
      ],
    )
  })

  it('counts neither refusals, nor throttling, nor what was given up, nor what is wrong here: an answer is an answer', async () => {
    const test = testBreaker()
    const answers = [
      new Failure('FORGE_THROTTLED', 'slow down', { retryAfterMs: 1 }),
      new Failure('FORGE_FORBIDDEN', 'no'),
      new Failure('NAME_TAKEN', 'taken'),
    ]
    for (let n = 0; n < 10; n += 1) {
      for (const answer of answers)
        await assert.rejects(
          test.call(() => Promise.reject(answer)),
          answer,
        )
      const given = new AbortController()
      given.abort(new Error('cancelled'))
      await assert.rejects(test.call(down, given.signal))
      await assert.rejects(
        test.call(() => Promise.reject(new TypeError('a defect'))),
        TypeError,
      )
    }
    assert.deepEqual(test.changes, [])
    await assert.rejects(test.call(down))
    await assert.rejects(test.call(down))
    await assert.rejects(test.call(() => Promise.reject(new Failure('FORGE_FORBIDDEN', 'no'))))
    await assert.rejects(test.call(down), { code: 'FORGE_FAILED' })
  })

  it('is closed by a service that refuses or throttles the probe: it is there', async () => {
    for (const answer of [new Failure('FORGE_THROTTLED', 'later'), new Failure('FORGE_FORBIDDEN', 'no')]) {
      const test = testBreaker()
      await test.open()
      test.pass(FIRST_COOL_DOWN_MS)
      await assert.rejects(
        test.call(() => Promise.reject(answer)),
        answer,
      )
      assert.equal(test.breaker.state(), 'closed')
    }
  })

  it('lets one of those who wait go on at once when the probe is given up, and any of them go away', async () => {
    const test = testBreaker()
    await test.open()
    test.pass(FIRST_COOL_DOWN_MS)
    const [probing, waiting] = [new AbortController(), new AbortController()]
    const never = (): Promise<never> =>
      new Promise((_, reject) => probing.signal.addEventListener('abort', () => reject(new Error('given up'))))
    const probe = test.call(never, probing.signal)
    const gone = test.call(fine, waiting.signal)
    const next = test.call(fine)
    waiting.abort(new Error('cancelled'))
    await assert.rejects(gone, { message: 'cancelled' })
    probing.abort()
    await assert.rejects(probe, { message: 'given up' })
    assert.equal(await next, 'answer')
    assert.equal(test.breaker.state(), 'closed')
    assert.equal(test.left(), FAILURES_TO_OPEN + 2)
  })

  it('spreads those whom it refuses', async () => {
    const waits = new Set<number>()
    const breaker = createBreaker({ service: 'acme', onChange: () => undefined, clock: () => 0 })
    for (let n = 0; n < 50; n += 1) await assert.rejects(breaker.call(NEVER, down))
    for (let n = 0; n < 50; n += 1) waits.add(breaker.refusal()?.retryAfterMs ?? 0)
    assert.ok(waits.size > 10, `${waits.size}`)
  })
})

describe('isNotDone', () => {
  it('is so of what was refused and of what never left, and of nothing else', () => {
    for (const thrown of [new Failure('NAME_TAKEN', 'x'), new Failure('IDENTITY_THROTTLED', 'x')])
      assert.equal(isNotDone(thrown), true)
    for (const thrown of [new Failure('IDENTITY_FAILED', 'x'), new Error('x'), undefined])
      assert.equal(isNotDone(thrown), false)
  })
})
