import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Failure } from '#contract'
import { renewalBackOff } from './back-off.ts'

const HOUR_MS = 3_600_000
const failed = new Failure('CHALLENGE_FAILED', 'no')
const throttled = (hours: number) => new Failure('CERTIFICATE_THROTTLED', 'later', { retryAfterMs: hours * HOUR_MS })

it('a failed renewal waits an hour, and twice as long after each further failure, up to a day', () => {
  const hours = [1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) => renewalBackOff(failures, failed) / HOUR_MS)
  assert.deepEqual(hours, [1, 2, 4, 8, 16, 24, 24, 24])
})

it('a renewal that the authority puts off waits as long as it said, and never less than after any failure', () => {
  assert.equal(renewalBackOff(1, throttled(34)), 34 * HOUR_MS)
  assert.equal(renewalBackOff(3, throttled(2)), 4 * HOUR_MS)
})
