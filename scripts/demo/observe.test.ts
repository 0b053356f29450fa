import assert from 'node:assert/strict'
import { it } from 'node:test'
import { NotObserved, requireSame } from './observe.ts'

it('names what was seen and what should have been', () => {
  requireSame('rows are equal', ['a'], ['a'])
  assert.throws(
    () => requireSame('nothing is left', ['container x'], []),
    (error) => {
      assert.ok(error instanceof NotObserved)
      assert.equal(error.message, "It was not observed that nothing is left: [ 'container x' ] instead of []")
      return true
    },
  )
})
