import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Failure, taskKey, TaskRecord } from '#contract'
import { endsOf, openSite, taskOf, type Envelope, type Site } from './support/orchestrator.ts'
import { buildTask } from './support/tasks.ts'

// A round of the janitor comes every three seconds, and what it sees once is only a suspect: about ten seconds in all.
describe('A task whose job is gone', { concurrency: true, timeout: 120_000 }, () => {
  let site: Site
  const broken = taskOf('test.build')
  const givenUp = taskOf('test.build')
  const holder = taskOf('test.build')
  const unwritten = taskOf('test.build')
  const journal = `slipway:journal:${unwritten.id}`
  const go = Promise.withResolvers<undefined>()

  before(async () => {
    site = await openSite('janitor')
    await site.start({
      'test.build': buildTask({
        behaviour: {
          roof: async ({ act, tag }) => {
            if (tag.task === holder.id) await go.promise
            await act()
            if (tag.task === broken.id || tag.task === givenUp.id)
              throw new Failure('FORGE_FAILED', 'broken', { class: 'throttled', retryAfterMs: 600_000 })
          },
          door: async ({ act, tag }) => {
            await act()
            if (tag.task !== unwritten.id || (await site.redis.exists('hidden')) === 1) return
            // Whatever is written of the task from here on is refused by Redis.
            await site.redis.multi().rename(journal, 'hidden').set(journal, 'no hash').exec()
          },
        },
      }),
    })
  })
  after(() => site[Symbol.asyncDispose]())

  const recordOf = async ({ id }: Envelope) => TaskRecord.parse(await site.redis.hgetall(taskKey(id)))
  const delayed = (task: Envelope) => site.heard(({ id, data }) => id === task.id && data.includes('Trying again in'))

  /** Resolves when the job stands among the delayed, which is a moment after that was told. */
  const setAside = async (task: Envelope) => {
    await delayed(task)
    while ((await site.queues.high.getJobState(task.id)) !== 'delayed');
  }

  const undone = async (task: Envelope) => {
    await site.ended(task)
    const { status, error_code, leftovers } = await recordOf(task)
    assert.deepEqual([status, error_code, leftovers], ['failed', 'ABANDONED', []])
    const told = await site.told(task)
    assert.deepEqual(endsOf(told), [task.id])
    assert.equal(told.filter(({ channel }) => channel === 'team:status').length, 1)
    assert.equal(await site.redis.exists(`slipway:ledger:team:t-${task.id}`), 0)
    assert.equal(await site.redis.exists(`slipway:ticket:${task.id}`), 0)
  }

  it('is undone when somebody removed the job between two attempts', async () => {
    await site.add('high', broken)
    await setAside(broken)
    assert.equal(await site.queues.high.remove(broken.id), 1)
    await undone(broken)
  })

  it('is undone when BullMQ gave the job up', async () => {
    await site.add('high', givenUp)
    await setAside(givenUp)
    // What BullMQ does with a job that was found stalled too often: off to the failed ones, no handler called.
    await site.redis
      .multi()
      .zrem(site.queues.high.toKey('delayed'), givenUp.id)
      .zadd(site.queues.high.toKey('failed'), Date.now(), givenUp.id)
      .exec()
    await undone(givenUp)
  })

  it('is carried to its end when the job ended well and that end could not be written', async () => {
    await site.add('high', unwritten)
    while ((await site.queues.high.getJobState(unwritten.id)) !== 'completed');
    assert.equal((await recordOf(unwritten)).status, 'processing')
    await site.redis.multi().copy('hidden', journal, 'REPLACE').exec()
    await site.ended(unwritten)
    const { status, percentage, leftovers } = await recordOf(unwritten)
    assert.deepEqual([status, percentage, leftovers], ['completed', 100, []])
    const told = await site.told(unwritten)
    assert.deepEqual(endsOf(told), [unwritten.id])
    assert.equal(told.filter(({ channel }) => channel === 'team:status').length, 1)
    assert.ok((await site.redis.hlen(`slipway:ledger:team:t-${unwritten.id}`)) > 0)
  })

  it('leaves its place in line to those behind it, though it never ran', async () => {
    await site.add('high', holder)
    await site.heard(({ id, data }) => id === holder.id && data.includes('Making the roof'))
    const [lost, next] = [taskOf('test.build', holder.payload), taskOf('test.build', holder.payload)]
    await site.add('high', lost)
    await site.add('high', next)
    await site.heard(({ id }) => id === next.id)
    while ((await site.queues.high.getJobState(lost.id)) !== 'delayed');
    assert.equal(await site.queues.high.remove(lost.id), 1)
    go.resolve(undefined)
    await site.ended(holder, next)
    assert.deepEqual(endsOf(await site.told(holder, lost, next)), [holder.id, lost.id, next.id])
    assert.deepEqual((await recordOf(next)).status, 'completed')
  })
})
