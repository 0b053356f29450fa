import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import {
  jobOptions,
  MAX_TASK_BYTES,
  rawListOf,
  REJECTED_LIST,
  StatusMessage,
  taskKey,
  TaskRecord,
  WireFailure,
} from '#contract'
import { endsOf, openSite, taskOf, type Site } from './support/orchestrator.ts'

const TEAM = { team_id: 't1', team_slug: 'acme' }
const IN_HAND = `${rawListOf('high')}:in-hand`
const Reject = z.object({ at: z.iso.datetime(), reason: WireFailure, raw: z.string() })

describe('The intake of plain lists', { timeout: 120_000 }, () => {
  let site: Site
  const left = taskOf('test.build')
  const added = taskOf('test.build')
  const waiting = taskOf('test.raze')

  before(async () => {
    site = await openSite('intake')
    // As a killed intake left it: one element moved and not yet added, one added and not yet removed.
    await site.redis.lpush(IN_HAND, JSON.stringify(left))
    await site.add('high', added)
    await site.redis.lpush(IN_HAND, JSON.stringify(added))
    await site.redis.lpush(rawListOf('normal'), JSON.stringify(waiting))
    await site.start()
  })
  after(() => site[Symbol.asyncDispose]())

  const rejects = async () =>
    (await site.redis.lrange(REJECTED_LIST, 0, -1)).map((text) => Reject.parse(JSON.parse(text)))
  const push = (text: string) => site.redis.lpush(rawListOf('high'), text)

  /** Resolves when everything that was pushed before has been taken. */
  const taken = async () => {
    const last = taskOf('test.build')
    await push(JSON.stringify(last))
    await site.ended(last)
  }

  it('finishes what a killed one had in hand, each as one task', async () => {
    await site.ended(left, added, waiting)
    await taken()
    assert.deepEqual(endsOf(await site.told(left, added)).sort(), [left.id, added.id].sort())
    assert.deepEqual([await site.redis.llen(IN_HAND), await site.redis.llen(rawListOf('normal'))], [0, 0])
  })

  it('takes an id that is pushed again, or was added to the lane, as one task', async () => {
    const task = taskOf('test.build')
    await push(JSON.stringify(task))
    await push(JSON.stringify(task))
    await site.queues.high.add(task.type, task, jobOptions(task.id))
    await site.ended(task)
    await push(JSON.stringify(task))
    await taken()
    assert.deepEqual(endsOf(await site.told(task)), [task.id])
    assert.equal((await site.told(task)).filter(({ channel }) => channel === 'team:status').length, 1)
  })

  it('keeps what is no task with its reason, and goes on', async () => {
    const before = (await rejects()).length
    const texts = [
      'no json',
      '{"id":',
      '',
      '7',
      'null',
      '[]',
      '{}',
      '\u0000',
      '{"id":"42"}',
      JSON.stringify([taskOf('test.build')]),
    ]
    for (const text of texts) await push(text)
    await taken()
    const found = (await rejects()).slice(0, -before || undefined).toReversed()
    assert.deepEqual(
      found.map(({ raw }) => raw),
      texts,
    )
    assert.ok(found.every(({ reason }) => reason.code === 'MALFORMED_TASK' && !reason.retryable))
  })

  const refused: Readonly<Record<string, readonly [code: string, task: ReturnType<typeof taskOf>]>> = {
    'an unknown type': ['UNKNOWN_TASK_TYPE', taskOf('team.explode', TEAM)],
    'a missing field': ['INVALID_PAYLOAD', taskOf('team.suspend', { team_id: 't1' })],
    'an extra field': ['INVALID_PAYLOAD', taskOf('team.suspend', { ...TEAM, more: 1 })],
    'a slug that leads elsewhere': ['INVALID_PAYLOAD', taskOf('team.suspend', { team_id: 't1', team_slug: '../x' })],
    'a payload that is no object': ['MALFORMED_TASK', taskOf('team.suspend', 'text')],
    'five megabytes': [
      'PAYLOAD_TOO_LARGE',
      taskOf('team.provision', { ...TEAM, owner_id: 'o', name: 'x'.repeat(5 << 20) }),
    ],
    'one byte too many': ['PAYLOAD_TOO_LARGE', tooLong()],
  }
  for (const [what, [code, task]] of Object.entries(refused)) {
    it(`makes of ${what} a failed task, told of once`, async () => {
      const text = JSON.stringify(task)
      await push(text)
      await push(text)
      await taken()
      const record = TaskRecord.parse(await site.redis.hgetall(taskKey(task.id)))
      assert.deepEqual([record.status, record.error_code, record.type], ['failed', code, task.type])
      const told = await site.told(task)
      assert.deepEqual(endsOf(told), [task.id])
      const [status, ...more] = told.filter(({ channel }) => channel === 'team:status')
      assert.deepEqual(more, [])
      const { status: end, error_code, resource_type } = StatusMessage.parse(JSON.parse(status?.data ?? ''))
      assert.deepEqual([end, error_code, resource_type], ['failed', code, 'team'])
      const of = (await rejects()).filter(({ raw }) => raw.includes(task.id))
      assert.deepEqual(
        of.map(({ reason }) => reason.code),
        [code],
      )
      assert.ok(of.every(({ raw }) => raw.length <= 4_096))
      assert.equal(await site.queues.high.getJob(task.id), undefined)
    })
  }

  it('leaves a task alone whose id a reject repeats', async () => {
    const task = taskOf('test.build')
    await push(JSON.stringify(task))
    await site.ended(task)
    const record = await site.redis.hgetall(taskKey(task.id))
    await push(JSON.stringify({ ...task, payload: {} }))
    await taken()
    assert.deepEqual(await site.redis.hgetall(taskKey(task.id)), record)
    assert.deepEqual(endsOf(await site.told(task)), [task.id])
  })
})

/** A task that is one byte longer than is taken. */
function tooLong() {
  const ofLength = (length: number) => taskOf('team.provision', { ...TEAM, owner_id: 'o', name: 'x'.repeat(length) })
  return ofLength(MAX_TASK_BYTES + 1 - Buffer.byteLength(JSON.stringify(ofLength(0))))
}
