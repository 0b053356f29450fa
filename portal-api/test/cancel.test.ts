import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { CANCEL_CHANNEL, cancelKey, RETENTION_S, taskKey, TaskRecord } from '#contract'
import { assertProblem, startFreshPortal, teamTask, type Portal } from './support/portal.ts'

describe('cancelling', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('cancel')))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  const cancel = (id: string) => portal.fetch(`/api/tasks/${id}`, { method: 'DELETE' })
  const withRecord = async (over: Record<string, string>) => {
    const { id, type, user_id, created_at } = teamTask()
    const counts = { step: '1', total_steps: '4', percentage: '25', attempt: '1' }
    const record = { id, type, user_id, created_at, updated_at: created_at, message: 'Making', ...counts, ...over }
    await portal.redis.hset(taskKey(id), record)
    return id
  }

  it('asks for a task that waits in its lane, without making half a record', async () => {
    const task = teamTask()
    await portal.post(task)
    using listener = disposable(portal)
    await listener.redis.subscribe(CANCEL_CHANNEL)
    const told = once(listener.redis, 'message')

    const response = await cancel(task.id)
    assert.deepEqual(
      [response.status, await response.json()],
      [202, { id: task.id, status: 'pending', cancelling: true }],
    )
    assert.deepEqual(await told, [CANCEL_CHANNEL, task.id])
    assert.equal(await portal.redis.get(cancelKey(task.id)), '1')
    const ttl = await portal.redis.ttl(cancelKey(task.id))
    assert.ok(ttl > RETENTION_S - 60 && ttl <= RETENTION_S)
    assert.equal(await portal.redis.exists(taskKey(task.id)), 0)
  })

  it('asks for a task that runs, any number of times', async () => {
    const id = await withRecord({ status: 'processing' })
    for (let time = 0; time < 2; time += 1) {
      const response = await cancel(id)
      assert.deepEqual([response.status, await response.json()], [202, { id, status: 'processing', cancelling: true }])
    }
    assert.equal(TaskRecord.parse(await portal.redis.hgetall(taskKey(id))).status, 'processing')
  })

  it('refuses a task that has ended, whose removal has begun, or that is not known', async () => {
    for (const status of ['completed', 'failed', 'cancelled']) {
      const id = await withRecord({ status })
      await assertProblem(await cancel(id), 409, 'TASK_FINISHED')
      assert.equal(await portal.redis.exists(cancelKey(id)), 0)
    }
    const removing = await withRecord({ status: 'processing', past_cancelling: '1' })
    await assertProblem(await cancel(removing), 409, 'PAST_CANCELLING')
    assert.equal(await portal.redis.exists(cancelKey(removing)), 0)
    await assertProblem(await cancel('unknown-task'), 404, 'TASK_NOT_FOUND')
    await assertProblem(await cancel('x:cancel'), 404, 'TASK_NOT_FOUND')
  })
})

const disposable = ({ redis }: Portal) => {
  const copy = redis.duplicate()
  return { redis: copy, [Symbol.dispose]: () => copy.disconnect() }
}
