import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lookAgainMs, retryDelay } from './backoff.ts'

const HOUR_MS = 3_600_000

describe('The back-off of deliveries', () => {
  const delay = (over: Partial<Parameters<typeof retryDelay>[0]>) =>
    retryDelay({ made: 1, ageMs: 0, retryAfterMs: 0, firstMs: 1_000, ...over })

  it('waits twice as long each time, at most an hour', () => {
    assert.deepEqual(
      [1, 2, 3, 12, 13, 900].map((made) => delay({ made })),
      [1_000, 2_000, 4_000, 2_048_000, HOUR_MS, HOUR_MS],
    )
  })
  it('waits for as long as the receiver wants', () => {
    assert.equal(delay({ retryAfterMs: 2 * HOUR_MS }), 2 * HOUR_MS)
    assert.equal(delay({ made: 3, retryAfterMs: 1_000 }), 4_000)
  })
  it('gives up after a day', () => {
    assert.equal(delay({ made: 40, ageMs: 22.9 * HOUR_MS }), HOUR_MS)
    assert.equal(delay({ made: 40, ageMs: 23.1 * HOUR_MS }), -1)
    assert.equal(delay({ retryAfterMs: 25 * HOUR_MS }), -1)
  })
  it('looks for the end of a task often at first, then seldom', () => {
    assert.deepEqual([0, 1_000, 60_000].map(lookAgainMs), [100, 500, 5_000])
  })
})
