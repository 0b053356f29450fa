import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { poolFindings } from './address-pool.ts'
import { parseRoutes } from './host-routes.ts'

const POOL = '10.213.0.0/24'
const ours = (...subnets: string[]) => ({ name: 'team-blue', subnets, ours: true })

describe('the address pool', () => {
  it('is well while it has room and to itself', () => {
    const elsewhere = { name: 'bridge', subnets: ['172.17.0.0/16'], ours: false }
    const routes = [
      { block: '172.17.0.0/16', device: 'docker0' },
      { block: '10.213.4.16/28', device: 'br-1' },
    ]
    const [room, ...others] = poolFindings('10.213.0.0/16', [ours('10.213.4.16/28'), elsewhere], routes)
    assert.deepEqual(room, {
      state: 'ok',
      name: 'address pool',
      detail: '3071 of 3072 places for stacks are free in NETWORK_POOL 10.213.0.0/16',
    })
    assert.deepEqual(others, [])
  })

  it('is told of when it gets full, and fails when it is', () => {
    const states = [[], ['10.213.0.0/25', '10.213.0.128/26']].map((subnets) =>
      poolFindings(POOL, [ours(...subnets)], []).map(({ state }) => state),
    )
    assert.deepEqual(states, [['warning'], ['failed']])
  })

  it('names the networks and routes of others that it overlaps', () => {
    const theirs = { name: 'vpn_default', subnets: ['10.213.7.0/24'], ours: false }
    const routes = [{ block: '10.0.0.0/8', device: 'tun0' }]
    const [, overlaps] = poolFindings('10.213.0.0/16', [theirs], routes)
    assert.ok(overlaps !== undefined && 'failure' in overlaps)
    assert.deepEqual([overlaps.state, overlaps.failure.code], ['warning', 'NETWORK_POOL_SHORT'])
    assert.match(overlaps.failure.message, /10\.213\.7\.0\/24 of the Docker network "vpn_default"/)
    assert.match(overlaps.failure.message, /10\.0\.0\.0\/8 of this machine's route over tun0/)
  })

  it('reads routes as Linux tells them', () => {
    const table = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'tun0\t0000D50A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
      'br-1\t1004D50A\t00000000\t0001\t0\t0\t0\tF0FFFFFF\t0\t0\t0',
      '',
    ].join('\n')
    assert.deepEqual(parseRoutes(table), [
      { device: 'tun0', block: '10.213.0.0/16' },
      { device: 'br-1', block: '10.213.4.16/28' },
    ])
    assert.deepEqual(parseRoutes(''), [])
  })
})
