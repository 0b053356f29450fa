import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { edgeSubnet, overlap, placesIn, subnetsFor } from './subnets.ts'

const POOL = '10.213.0.0/16'

describe('the subnets of a pool', () => {
  it('are tried by every process in the same order, each once, from a place that the name decides', () => {
    const order = [...subnetsFor('team-blue', POOL)]
    assert.deepEqual(order, [...subnetsFor('team-blue', POOL)])
    assert.equal(new Set(order).size, order.length)
    assert.notEqual(order[0], [...subnetsFor('team-red', POOL)][0])
  })

  it('lie in the pool and apart from each other and from the shared network', () => {
    const small = [...subnetsFor('team-blue', '10.213.0.0/24')]
    assert.equal(small.length, 12)
    for (const subnet of small) {
      assert.ok(overlap(subnet, '10.213.0.0/24'))
      assert.ok(!overlap(subnet, edgeSubnet('10.213.0.0/24')))
      assert.deepEqual(
        small.filter((other) => overlap(subnet, other)),
        [subnet],
      )
    }
    assert.equal(edgeSubnet('10.213.0.0/24'), '10.213.0.192/26')
    assert.equal(edgeSubnet(POOL), '10.213.192.0/18')
  })

  it('overlap with what holds them and what they hold, and never with IPv6', () => {
    assert.ok(overlap('10.213.0.16/28', '10.0.0.0/8'))
    assert.ok(overlap('10.0.0.0/8', '10.213.0.16/28'))
    assert.ok(!overlap('10.213.0.16/28', '10.213.0.32/28'))
    assert.ok(!overlap('10.213.0.16/28', 'fd00::/8'))
  })

  it('are counted as taken wherever something lies on them, once, and not outside of the pool', () => {
    const pool = '10.213.0.0/24'
    assert.deepEqual(placesIn(pool, []), { places: 12, taken: 0 })
    const some = ['10.213.0.16/28', '10.213.0.0/27', '10.213.0.33/32', '10.213.0.192/26', '10.214.0.0/16', 'fd00::/8']
    assert.deepEqual(placesIn(pool, some), { places: 12, taken: 3 })
    assert.deepEqual(placesIn(pool, ['10.0.0.0/8']), { places: 12, taken: 12 })
    const [place = ''] = subnetsFor('team-blue', POOL)
    assert.deepEqual(placesIn(POOL, [place]), { places: 3072, taken: 1 })
  })
})
