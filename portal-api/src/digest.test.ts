import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { digestOf } from './digest.ts'

const task = (payload: Record<string, unknown>) => ({
  ...{ id: 'a', type: 'team.provision', user_id: 'u', created_at: '2026-01-15T10:30:00Z' },
  payload,
})

/** The same value with the keys of every object the other way round. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}

describe('digestOf', () => {
  it('knows a payload again whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const payload = { value, other: 1 }
        assert.equal(digestOf(task(payload)), digestOf({ ...task({}), payload: { other: 1, value: reversed(value) } }))
      }),
    )
  })

  it('tells different payloads, users and types apart, and ignores id and time', () => {
    const base = task({ a: [1, 2] })
    const others = [
      task({ a: [2, 1] }),
      task({ a: ['1', 2] }),
      task({}),
      { ...base, user_id: 'v' },
      { ...base, type: 'x' },
    ]
    assert.equal(new Set([base, ...others].map(digestOf)).size, 6)
    assert.equal(digestOf({ ...base, id: 'b', created_at: '2027-01-15T10:30:00Z' }), digestOf(base))
  })
})
