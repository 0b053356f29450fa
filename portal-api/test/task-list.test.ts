import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { agentKey, jobOptions, LANE_QUEUES, TASK_INDEX, TaskEnvelope, taskKey } from '#contract'
import { Queue } from 'bullmq'
import { waitingIn } from './support/lanes.ts'
import { assertProblem, startFreshPortal, teamTask, type Portal } from './support/portal.ts'

const Page = z.object({
  items: z.array(z.looseObject({ id: z.string().optional(), task_id: z.string().optional() })),
  next_cursor: z.string().optional(),
})
const Links = z.object({ retry_of: z.string().optional(), retried_by: z.string().optional() })
const Retried = z.object({ id: z.string(), status: z.string(), retry_of: z.string() })

describe('the list of tasks', () => {
  let portal: Portal
  before(async () => {
    portal = await startFreshPortal('list')
    await ended('t1', 1, { status: 'completed' })
    await ended('t2', 2, { status: 'failed', error: 'no', error_code: 'NAME_TAKEN', user_id: 'else', team_id: 'b' })
    for (const id of ['same-a', 'same-b', 'same-c']) await ended(id, 3, { status: 'cancelled' })
    await ended('t4', 4, { status: 'processing', resource_type: 'agent', resource_id: 'shop-one', type: 'agent.run' })
    await portal.redis.zadd(TASK_INDEX, 5, 'gone-long-ago')
    const agent = {
      task_id: 't4',
      sandbox: 'shop-one',
      card_id: 'c',
      agent: 'claude',
      agent_type: 'developer',
      turns: '3',
    }
    await portal.redis.hset(agentKey('t4'), agent)
  })
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  const ended = async (id: string, at: number, over: Record<string, string>) => {
    const counts = { step: '1', total_steps: '2', percentage: '50', attempt: '1' }
    const about = { type: 'team.provision', user_id: 'u', resource_type: 'team', resource_id: 'a', team_id: 'a' }
    const times = { created_at: new Date(at).toISOString(), updated_at: new Date(at).toISOString() }
    const steps = {
      steps_plan: JSON.stringify([[{ name: 'one', title: 'One' }], [{ name: 'two', title: 'Two' }]]),
      'step:one': JSON.stringify({ state: 'done', started_at: times.created_at }),
    }
    await portal.redis.hset(taskKey(id), { id, ...about, message: 'm', ...counts, ...times, ...steps, ...over })
    await portal.redis.zadd(TASK_INDEX, at, id)
  }
  const list = async (query = '', path = '/api/tasks') =>
    Page.parse(await (await portal.fetch(`${path}${query}`)).json())
  const idsOf = async (query = '') => (await list(query)).items.map(({ id }) => id)
  const linksOf = async (id: string) => Links.parse(await (await portal.fetch(`/api/tasks/${id}`)).json())
  const retry = (id: string, headers: Record<string, string> = {}) =>
    portal.fetch(`/api/tasks/${id}/retry`, { method: 'POST', headers })

  it('has the newest first, with their steps, and without those that are kept no longer', async () => {
    const { items, next_cursor } = await list()
    assert.deepEqual(
      [items.map(({ id }) => id), next_cursor],
      [['t4', 'same-c', 'same-b', 'same-a', 't2', 't1'], undefined],
    )
    assert.deepEqual(items[0]?.steps, [
      { name: 'one', title: 'One', stage: 1, state: 'done', started_at: '1970-01-01T00:00:00.004Z' },
      { name: 'two', title: 'Two', stage: 2, state: 'waiting' },
    ])
    assert.match(String(items[4]?.remedy), /Choose another name/)
  })

  it('is filtered', async () => {
    assert.deepEqual(await idsOf('?status=failed'), ['t2'])
    assert.deepEqual(await idsOf('?status=failed&status=completed'), ['t2', 't1'])
    assert.deepEqual(await idsOf('?type=agent.run'), ['t4'])
    assert.deepEqual(await idsOf('?team_id=b'), ['t2'])
    assert.deepEqual(await idsOf('?user_id=else&team_id=a'), [])
    assert.deepEqual(await idsOf('?resource_type=agent&resource_id=shop-one'), ['t4'])
    for (const query of ['?status=gone', '?limit=0', '?other=1', '?cursor=bm9uZQ'])
      await assertProblem(await portal.fetch(`/api/tasks${query}`), 400, 'INVALID_REQUEST')
  })

  it('comes in pages that a cursor joins, whatever was made in the same millisecond', async () => {
    for (const limit of [1, 2, 4]) {
      const seen: (string | undefined)[] = []
      let cursor = ''
      do {
        const page = await list(`?limit=${limit}&cursor=${cursor}`.replace(/&cursor=$/, ''))
        assert.ok(page.items.length <= limit)
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.next_cursor ?? ''
      } while (cursor !== '')
      assert.deepEqual(seen, ['t4', 'same-c', 'same-b', 'same-a', 't2', 't1'])
    }
  })

  it('shows agents with what they have done so far', async () => {
    const { items } = await list('?sandbox=shop-one', '/api/agents')
    assert.deepEqual(
      items.map(({ task_id, turns, status }) => [task_id, turns, status]),
      [['t4', 3, 'processing']],
    )
    assert.deepEqual((await list('?sandbox=shop-two', '/api/agents')).items, [])
    assert.equal((await list('', '/api/agents')).items.length, 1)
  })

  it('has a task from the moment that it is accepted', async () => {
    const task = teamTask({ created_at: '1970-01-01T00:00:01Z' })
    assert.equal((await portal.post(task)).status, 202)
    assert.partialDeepStrictEqual((await list('?status=pending')).items, [
      { id: task.id, team_id: task.payload.team_id },
    ])
  })

  it('offers to retry what failed or was cancelled, as a new task', async () => {
    const queue = new Queue('high', { connection: portal.redis, prefix: LANE_QUEUES.high.prefix })
    const task = teamTask()
    await queue.add(task.type, task, jobOptions(task.id))
    await ended(task.id, 10, { status: 'failed', error_code: 'TIMEOUT', user_id: task.user_id })
    const response = await retry(task.id)
    assert.equal(response.status, 202)
    const { id, retry_of } = Retried.parse(await response.json())
    assert.equal(response.headers.get('location'), `/api/tasks/${id}`)
    assert.equal(retry_of, task.id)
    const again = TaskEnvelope.parse((await waitingIn(portal.redis, id))?.data)
    assert.deepEqual([again.type, again.payload, again.user_id], [task.type, task.payload, task.user_id])
    assert.notEqual(id, task.id)
    assert.deepEqual([again.retry_of, await linksOf(id)], [task.id, { retry_of: task.id }])
    assert.deepEqual(await linksOf(task.id), { retried_by: id })

    const key = { 'idempotency-key': 'once' }
    const [one, two] = [await retry(task.id, key), await retry(task.id, key)]
    const repeated = Retried.parse(await one.json())
    assert.deepEqual(repeated, await two.json())
    assert.deepEqual(await linksOf(task.id), { retried_by: repeated.id }, 'the latest')
    await assertProblem(await portal.post(teamTask({ retry_of: task.id })), 400, 'MALFORMED_TASK')

    await ended(task.id, 10, { status: 'completed' })
    await assertProblem(await retry(task.id), 409, 'TASK_NOT_FAILED')
    await assertProblem(await retry('t2'), 404, 'TASK_NOT_FOUND') // its job is gone
    await assertProblem(await retry('unknown'), 404, 'TASK_NOT_FOUND')
    await queue.close()
  })
})
