import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { jobOptions, LANES, QUEUE_SAMPLES, QueueSample } from '#contract'
import { noteSample, sampleQueues } from '../../src/redis/queue-samples.ts'
import { openSite, taskOf, type Site } from './support/orchestrator.ts'

const HOUR_MS = 3_600_000

describe('Samples of the lanes', () => {
  let site: Site
  before(async () => (site = await openSite('samples')))
  after(() => site[Symbol.asyncDispose]())

  it('tell how many tasks stand where, and how long the next one has waited', async () => {
    const { redis, queues } = site
    const idle = await sampleQueues(redis, queues)
    for (const lane of LANES)
      assert.deepEqual(idle.lanes[lane], { waiting: 0, active: 0, delayed: 0, oldest_wait_ms: 0 })

    const [first, second, later, urgent] = [1, 2, 3, 4].map(() => taskOf('team.suspend'))
    assert.ok(first && second && later && urgent)
    const now = Date.now()
    await queues.normal.add(first.type, first, { ...jobOptions(first.id), timestamp: now - 5_000 })
    await queues.normal.add(second.type, second, { ...jobOptions(second.id), timestamp: now - 1_000 })
    await queues.normal.add(later.type, later, { ...jobOptions(later.id), delay: 60_000 })
    await queues.high.add(urgent.type, urgent, { ...jobOptions(urgent.id), priority: 3, timestamp: now - 250 })
    const sample = QueueSample.parse(await sampleQueues(redis, queues, new Date(now)))
    assert.deepEqual(sample.at, new Date(now).toISOString())
    assert.deepEqual(sample.lanes.normal, { waiting: 2, active: 0, delayed: 1, oldest_wait_ms: 5_000 })
    assert.deepEqual(sample.lanes.high, { waiting: 1, active: 0, delayed: 0, oldest_wait_ms: 250 })
    assert.equal(sample.lanes['agents.high'].waiting, 0)
  })

  it('are taken by one orchestrator on turn, and kept for an hour', async () => {
    const { redis, queues } = site
    const old = Date.now() - HOUR_MS
    await redis.zadd(QUEUE_SAMPLES, old - 1_000, 'too old', old + 60_000, 'recent')
    await Promise.all([noteSample(redis, queues), noteSample(redis, queues)])
    const kept = await redis.zrange(QUEUE_SAMPLES, 0, '-1')
    assert.deepEqual([kept.length, kept[0]], [2, 'recent'])
    const sample = QueueSample.parse(JSON.parse(kept[1] ?? ''))
    assert.ok(Date.now() - Date.parse(sample.at) < 10_000)
    const ttl = await redis.pttl('slipway:turn:queue-sample')
    assert.ok(ttl > 0 && ttl <= 15_000)
  })
})
