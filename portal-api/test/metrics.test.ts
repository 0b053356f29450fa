import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { LANES, LEFTOVERS } from '#contract'
import { startRedis } from '../../scripts/setup/redis.ts'
import { scrape, sumOf, type Sample } from '../../test/support/exposition.ts'
import { assertProblem, startPortal, teamTask, TOKEN, type Portal } from './support/portal.ts'

const METRICS_TOKEN = 'a-token-of-prometheus'
const ROUTE = /^(?:none|\*|\/(?:[a-z.:_*-]+\/?)*)$/i

describe('metrics of portal-api', () => {
  const held = new AsyncDisposableStack()
  let portal: Portal
  let redisUrl: string
  const read = (): Promise<Sample[]> => scrape(`${portal.url}/metrics`, { authorization: `Bearer ${TOKEN}` })
  const until = async (condition: (samples: Sample[]) => boolean): Promise<void> => {
    while (!condition(await read()));
  }

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-metrics-'))
    held.defer(() => rm(folder, { recursive: true }))
    redisUrl = held.use(await startRedis({ dir: folder, signal: new AbortController().signal })).url
    portal = held.use(await startPortal(redisUrl))
    await portal.ready()
  })
  after(() => held.disposeAsync())

  it('tell what waits in each lane, and since when', async () => {
    const task = teamTask()
    assert.equal((await portal.post(task)).status, 202)
    await portal.redis.hset(`queue:provisioning:high:${task.id}`, 'timestamp', Date.now() - 90_000)
    const samples = await read()
    assert.equal(sumOf(samples, 'slipway_lane_tasks', { lane: 'high', status: 'waiting' }), 1)
    assert.equal(sumOf(samples, 'slipway_lane_tasks'), 1)
    const wait = sumOf(samples, 'slipway_lane_oldest_wait_seconds', { lane: 'high' })
    assert.ok(wait >= 90 && wait < 120, `${wait} s`)
    assert.equal(sumOf(samples, 'slipway_lane_oldest_wait_seconds', { lane: 'normal' }), 0)
    assert.deepEqual(
      samples.filter(({ name }) => name === 'slipway_lane_oldest_wait_seconds').map(({ labels }) => labels['lane']),
      LANES,
    )
  })

  it('tell how much is left over', async () => {
    await portal.redis.hset(LEFTOVERS, 'a', '{}', 'b', '{}')
    assert.equal(sumOf(await read(), 'slipway_leftovers'), 2)
    await portal.redis.del(LEFTOVERS)
    assert.equal(sumOf(await read(), 'slipway_leftovers'), 0)
  })

  it('time requests by route, and count the event streams that are open', async () => {
    const stream = await portal.fetch('/api/events')
    await until((samples) => sumOf(samples, 'slipway_event_streams_open') === 1)
    await stream.body?.cancel()
    await until((samples) => sumOf(samples, 'slipway_event_streams_open') === 0)
    const samples = await read()
    const post = { method: 'POST', route: '/api/tasks', status: '2xx' }
    assert.equal(sumOf(samples, 'slipway_http_request_seconds_count', post), 1)
    assert.ok(sumOf(samples, 'slipway_event_streams_total') >= 2)
    assert.equal(sumOf(samples, 'slipway_http_request_seconds_count', { route: '/api/events', status: '2xx' }), 0)
  })

  it('have no label that a client can choose', async () => {
    for (const path of [`/${randomUUID()}`, '/api/tasks/x%22%7D', `/api/tasks/${randomUUID()}`, '/api/..%2f', '/%ff'])
      await portal.fetch(path)
    const odd = httpRequest(`${portal.url}/api/tasks`, {
      method: 'PROPFIND',
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    odd.end()
    await once(odd, 'response')
    const samples = (await read()).filter(({ name }) => name.startsWith('slipway_'))
    for (const { name, labels } of samples)
      for (const [label, value] of Object.entries(labels)) {
        if (label === 'route') assert.match(value, ROUTE)
        else if (label === 'method')
          assert.ok(['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'any'].includes(value))
        else if (label !== 'le') assert.match(value, /^[a-z0-9.]{1,20}$/, `${name} ${label}`)
      }
    const routes = new Set(samples.map(({ labels }) => labels['route']))
    assert.ok(routes.has('none'))
    assert.ok(routes.has('/api/tasks/:id'))
  })

  it('ask for a token that may read tasks, or for the one of Prometheus and no other', async () => {
    await assertProblem(await fetch(`${portal.url}/metrics`), 401, 'UNAUTHORIZED')
    await using other = await startPortal(redisUrl, undefined, undefined, { METRICS_TOKEN })
    const address = `${other.url}/metrics`
    await assertProblem(await fetch(address), 401, 'UNAUTHORIZED')
    await assertProblem(await other.fetch('/metrics'), 401, 'UNAUTHORIZED')
    const authorization = `Bearer ${METRICS_TOKEN}`
    assert.ok((await scrape(address, { authorization })).length > 50)
    await assertProblem(await fetch(`${other.url}/api/tasks/x`, { headers: { authorization } }), 401, 'UNAUTHORIZED')
  })

  it('tell that Redis is gone', async () => {
    const pid = Number(/process_id:(\d+)/.exec(await portal.redis.info('server'))?.[1])
    process.kill(pid, 'SIGSTOP')
    try {
      const samples = await read()
      assert.equal(sumOf(samples, 'slipway_redis_up'), 0)
      assert.ok(Number.isNaN(sumOf(samples, 'slipway_leftovers')), 'nobody knows')
      assert.equal(samples.filter(({ name }) => name === 'slipway_lane_tasks').length, 0)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await until((samples) => sumOf(samples, 'slipway_redis_up') === 1)
  })
})
