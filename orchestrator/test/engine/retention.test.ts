import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { EVENT_STREAM, Failure, TASK_INDEX, taskKey } from '#contract'
import { createJournal } from '../../src/redis/journal.ts'
import { createRejecter } from '../../src/redis/reject.ts'
import { trimTaskIndex } from '../../src/redis/retention.ts'
import { openEngine, type Engine } from './support/engine.ts'
import { openSite, taskOf } from './support/orchestrator.ts'
import { buildTask } from './support/tasks.ts'

const HOUR_S = 3_600

describe('What has ended', { timeout: 120_000 }, () => {
  let engine: Engine
  before(async () => (engine = await openEngine('retention')))
  after(() => engine[Symbol.asyncDispose]())

  it('is kept for as long as the setting says, from its end on', async () => {
    const kept = { recordS: 100, events: 1_000 }
    const journal = createJournal(engine.redis, () => undefined, kept)
    const task = engine.task('test.build')
    await engine.admit(task)
    const key = taskKey(task.envelope.id)
    assert.equal(await engine.redis.ttl(key), -1)
    await engine.run(buildTask(), await engine.begin(task), { journal })
    const ttl = await engine.redis.ttl(key)
    assert.ok(ttl > 90 && ttl <= 100, String(ttl))

    await createRejecter(engine.redis, kept)({ id: 'refused', type: 'x.y' }, new Failure('UNKNOWN_TASK_TYPE', 'no'))
    assert.ok((await engine.redis.ttl(taskKey('refused'))) <= 100)
  })

  it('is told of for as many events as the setting says, about', async () => {
    const journal = createJournal(engine.redis, () => undefined, { recordS: 100, events: 100 })
    for (let round = 0; round < 30; round += 1) {
      const task = engine.task('test.build')
      await engine.admit(task)
      await engine.run(buildTask(), await engine.begin(task), { journal })
    }
    const length = await engine.redis.xlen(EVENT_STREAM)
    assert.ok(length >= 100 && length <= 300, String(length)) // Redis drops whole nodes, of a hundred entries each.
  })

  it('leaves the index of tasks with its record, and nothing else does', async () => {
    await engine.redis.del(TASK_INDEX)
    const old = Date.now() - HOUR_S * 1_000
    const member = (at: number) => `index-${at}`
    // More than are looked at in one go, of which every third has a record: a task that is open for long.
    const times = Array.from({ length: 1_200 }, (_, at) => at)
    await engine.redis.zadd(TASK_INDEX, ...times.flatMap((at) => [old - 10_000 + at, member(at)]))
    const open = times.filter((at) => at % 3 === 0)
    for (const at of open) await engine.redis.hset(taskKey(member(at)), 'status', 'pending')
    await engine.redis.zadd(TASK_INDEX, old + 60_000, 'just made')
    assert.equal(await trimTaskIndex(engine.redis, new Date(old)), times.length - open.length)
    const left = await engine.redis.zrange(TASK_INDEX, 0, '-1')
    assert.deepEqual(left, [...open.map(member), 'just made'])
    assert.equal(await trimTaskIndex(engine.redis, new Date(old)), 0)
  })

  it('is what an orchestrator drops by its settings: jobs by their end', async () => {
    await using site = await openSite('retention')
    await site.start({}, { TASK_RETENTION_HOURS: '2' })
    const [first, second] = [taskOf('test.build'), taskOf('test.build')]
    const completed = site.queues.high.toKey('completed')
    await site.add('high', first)
    await site.ended(first)
    while ((await site.redis.zscore(completed, first.id)) === null);
    await site.redis.zadd(completed, Date.now() - 2 * HOUR_S * 1_000 - 1_000, first.id)
    await site.add('high', second)
    await site.ended(second)
    while ((await site.redis.zscore(completed, second.id)) === null);
    assert.equal(await site.queues.high.getJob(first.id), undefined)
    assert.ok((await site.queues.high.getJob(second.id)) !== undefined)
    const ttl = await site.redis.ttl(taskKey(second.id))
    assert.ok(ttl > 2 * HOUR_S - 60 && ttl <= 2 * HOUR_S, String(ttl))
  })
})
