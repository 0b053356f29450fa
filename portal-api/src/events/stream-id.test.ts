import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isAfter, parseStreamId } from './stream-id.ts'

const part = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

describe('stream ids', () => {
  it('are ordered by time, then sequence, over their whole range', () => {
    fc.assert(
      fc.property(part, part, part, part, (time, sequence, otherTime, otherSequence) => {
        const after = time === otherTime ? sequence > otherSequence : time > otherTime
        assert.equal(isAfter(`${time}-${sequence}`, `${otherTime}-${otherSequence}`), after)
      }),
    )
    assert.equal(isAfter('9-0', '10-0'), false)
    assert.equal(isAfter('5-0', '5-0'), false)
  })

  it("are read in Redis's own spelling", () => {
    assert.equal(parseStreamId('007-01'), '7-1')
  })
})
