import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { decideRetry, MAX_TRANSIENT_FAILURES } from './retry.ts'

const failure = (class_: Failure['class'], retryAfterMs?: number): Failure =>
  new Failure('FORGE_FAILED', 'x', { class: class_, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })

describe('decideRetry', () => {
  it('doubles the wait after transient failures, and gives up with the third', () => {
    const decisions = Array.from({ length: MAX_TRANSIENT_FAILURES }, (_, before) =>
      decideRetry(failure('transient'), before),
    )
    assert.deepEqual(decisions, [
      { retry: true, delayMs: 4_000, transientFailures: 1 },
      { retry: true, delayMs: 8_000, transientFailures: 2 },
      { retry: false },
    ])
  })

  it('waits as long as a service says, and counts that for nothing', () => {
    for (const before of [0, 1, 2, 7]) {
      assert.deepEqual(decideRetry(failure('throttled', 1_500), before), {
        retry: true,
        delayMs: 1_500,
        transientFailures: before,
      })
    }
    assert.deepEqual(decideRetry(failure('throttled'), 0), { retry: true, delayMs: 30_000, transientFailures: 0 })
  })

  it('never tries a conflict or a permanent failure again', () => {
    for (const final of ['conflict', 'permanent'] as const)
      assert.deepEqual(decideRetry(failure(final), 0), { retry: false })
  })
})
