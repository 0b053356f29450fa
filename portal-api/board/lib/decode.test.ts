import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { flag, list, number, object, oneOf, optional, text, Undecodable, withDefault } from './decode.ts'

const Card = object({
  title: text,
  points: optional(number),
  done: withDefault(flag, false),
  tags: list(oneOf(['a', 'b'])),
})

describe('decoding', () => {
  it('reads what is described, and passes over the rest', () => {
    const card = Card({ title: 'One', points: null, tags: ['a'], further: 1 }, 'card')
    assert.deepEqual(card, { title: 'One', points: undefined, done: false, tags: ['a'] })
  })

  const WRONG: readonly (readonly [unknown, string])[] = [
    [{ tags: [] }, 'card.title is not a text'],
    [{ title: 'One', points: '3', tags: [] }, 'card.points is not a number'],
    [{ title: 'One', done: 0, tags: [] }, 'card.done is not true or false'],
    [{ title: 'One', tags: 'a' }, 'card.tags is not a list'],
    [{ title: 'One', tags: ['a', 'c'] }, 'card.tags[1] is not a or b'],
    [[], 'card is not an object'],
    [null, 'card is not an object'],
  ]
  for (const [value, message] of WRONG) {
    it(`refuses ${JSON.stringify(value)}, and names the place`, () => {
      assert.throws(() => Card(value, 'card'), new Undecodable(message))
    })
  }
})
