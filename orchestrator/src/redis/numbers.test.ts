import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Numbers } from './numbers.ts'

type Event = readonly [id: string, name: string]

/** Names of the events of two lanes, in the order of their numbers. */
const inOrder = (high: readonly Event[], normal: readonly Event[]): string[] =>
  [high, normal]
    .flatMap((lane) => {
      const numbers = new Numbers()
      return lane.map(([id, name]) => ({ name, number: numbers.of(id, name) }))
    })
    .toSorted((a, b) => a.number - b.number)
    .map(({ name }) => name)

describe('Numbers of added jobs', () => {
  it('follow the milliseconds, whatever was added', () => {
    assert.deepEqual(inOrder([['5-0', 'team.provision']], [['4-0', 'team.delete']]), ['team.delete', 'team.provision'])
  })

  it('follow the life of a resource within a millisecond', () => {
    const high: Event[] = [
      ['5-0', 'team.provision'],
      ['5-2', 'team.restart'],
    ]
    const normal: Event[] = [
      ['5-0', 'team.suspend'],
      ['5-3', 'team.delete'],
    ]
    assert.deepEqual(inOrder(high, normal), ['team.provision', 'team.suspend', 'team.restart', 'team.delete'])
  })

  it('keep the order of a lane, even against the life of a resource', () => {
    const high: Event[] = [
      ['5-0', 'sandbox.agent.restart'],
      ['5-1', 'team.provision'],
      ['6-0', 'team.provision'],
    ]
    assert.deepEqual(inOrder(high, []), ['sandbox.agent.restart', 'team.provision', 'team.provision'])
  })
})
