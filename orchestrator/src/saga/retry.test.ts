import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { decideRetry, MAX_TRANSIENT_FAILURES } from './retry.ts'

const NOT_WAITING = { waitedMs: undefined }

const failure = (class_: Failure['class'], retryAfterMs?: number): Failure =>
  new Failure('FORGE_FAILED', 'x', { class: class_, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })

describe('decideRetry', () => {
  it('doubles the wait after transient failures, and gives up with the third', () => {
    const decisions = Array.from({ length: MAX_TRANSIENT_FAILURES }, (_, before) =>
      decideRetry(failure('transient'), before, NOT_WAITING),
    )
    assert.deepEqual(decisions, [
      { retry: true, delayMs: 4_000, transientFailures: 1 },
      { retry: true, delayMs: 8_000, transientFailures: 2 },
      { retry: false },
    ])
  })

  it('waits as long as a service says, and counts that for nothing', () => {
    for (const before of [0, 1, 2, 7]) {
      assert.deepEqual(decideRetry(failure('throttled', 1_500), before, NOT_WAITING), {
        retry: true,
        delayMs: 1_500,
        transientFailures: before,
      })
    }
    assert.deepEqual(decideRetry(failure('throttled'), 0, NOT_WAITING), {
      retry: true,
      delayMs: 30_000,
      transientFailures: 0,
    })
  })

  it('waits for a service that is away, counts that for nothing, and gives up when that has taken too long', () => {
    const patienceMs = 60_000
    for (const waitedMs of [0, 59_999]) {
      assert.deepEqual(decideRetry(failure('unavailable', 5_000), 2, { waitedMs, patienceMs }), {
        retry: true,
        delayMs: 5_000,
        transientFailures: 2,
      })
    }
    assert.deepEqual(decideRetry(failure('unavailable', 5_000), 0, { waitedMs: 60_000, patienceMs }), { retry: false })
    const quarterOfAnHour = 15 * 60_000
    assert.equal(decideRetry(failure('unavailable'), 0, { waitedMs: quarterOfAnHour - 1 }).retry, true)
    assert.equal(decideRetry(failure('unavailable'), 0, { waitedMs: quarterOfAnHour }).retry, false)
    assert.equal(decideRetry(failure('unavailable'), 0, { waitedMs: undefined, patienceMs: 1 }).retry, true)
    assert.equal(decideRetry(failure('throttled', 1), 0, { waitedMs: quarterOfAnHour, patienceMs }).retry, true)
  })

  it('does not count what may pass against a task that waits, as long as it may', () => {
    const decisions = [0, 59_999, 60_000].map((waitedMs) =>
      decideRetry(failure('transient'), 2, { waitedMs, patienceMs: 60_000 }),
    )
    const again = { retry: true, delayMs: 4_000, transientFailures: 2 }
    assert.deepEqual(decisions, [again, again, { retry: false }])
  })

  it('never tries a conflict or a permanent failure again', () => {
    for (const final of ['conflict', 'permanent'] as const)
      assert.deepEqual(decideRetry(failure(final), 0, NOT_WAITING), { retry: false })
  })
})
