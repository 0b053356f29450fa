import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createTurns } from './turns.ts'

it('calls take turns in the order in which they came, and one that fails gives up its place', async () => {
  const turns = createTurns(2)
  const began: number[] = []
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>())
  const results = gates.map(({ promise }, n) =>
    turns(() => {
      began.push(n)
      return promise
    }),
  )
  assert.deepEqual(began, [0, 1])
  gates[1]?.reject(new Error('no'))
  await assert.rejects(results[1] ?? assert.fail(), /no/)
  assert.deepEqual(began, [0, 1, 2])
  for (const [n, { resolve }] of gates.entries()) resolve(n)
  assert.deepEqual(await Promise.all(results.filter((_, n) => n !== 1)), [0, 2, 3, 4])
  assert.deepEqual(began, [0, 1, 2, 3, 4])
})
