import assert from 'node:assert/strict'
import { Worker } from 'bullmq'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { Failure, LEFTOVERS, QUESTION_QUEUE, QUEUE_PREFIX, QUEUE_SAMPLES, type RemoveLeftoverAnswer } from '#contract'
import { assertProblem, startFreshPortal, teamTask, type Portal } from './support/portal.ts'

const ID = '0123456789abcdef'
const LEFTOVER = {
  ...{ id: ID, kind: 'stack', name: 'team-acme', owner: 'team:1', reason: 'its owner is gone' },
  ...{ found_at: '2026-01-15T10:30:00Z', last_tried_at: '2026-01-15T10:40:00Z' },
}

describe('what operators look after', () => {
  let portal: Portal
  before(async () => {
    portal = await startFreshPortal('operations')
    await portal.redis.hset(LEFTOVERS, ID, JSON.stringify(LEFTOVER))
  })
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  /** Answers as an orchestrator does. */
  const orchestrator = (answer: RemoveLeftoverAnswer) => {
    const connection = portal.redis.duplicate({ maxRetriesPerRequest: null })
    const asked: unknown[] = []
    const process = (job: { name: string; data: unknown }) => {
      asked.push([job.name, job.data])
      return Promise.resolve(answer)
    }
    const worker = new Worker(QUESTION_QUEUE, process, { connection, prefix: QUEUE_PREFIX })
    return {
      asked,
      async [Symbol.asyncDispose]() {
        await worker.close()
        connection.disconnect()
      },
    }
  }
  const remove = (confirm?: string, id = ID) =>
    portal.fetch(`/api/leftovers/${id}${confirm === undefined ? '' : `?confirm=${confirm}`}`, { method: 'DELETE' })

  it('tells of the lanes now and before', async () => {
    const lane = { waiting: 1, active: 2, delayed: 3, oldest_wait_ms: 4.5 }
    const sample = {
      at: '2026-01-15T10:30:00Z',
      lanes: { high: lane, normal: lane, 'agents.high': lane, 'agents.normal': lane },
    }
    await portal.redis.zadd(QUEUE_SAMPLES, Date.parse(sample.at), JSON.stringify(sample))
    await portal.post(teamTask())
    const queues = z
      .object({ lanes: z.record(z.string(), z.looseObject({ waiting: z.number() })), samples: z.array(z.unknown()) })
      .parse(await (await portal.fetch('/api/queues')).json())
    assert.deepEqual([queues.lanes.high?.waiting, queues.lanes.normal?.waiting], [1, 0])
    assert.deepEqual(queues.samples, [sample])
  })

  it('lists what is left over, and removes it after its name was given, by an orchestrator', async () => {
    assert.deepEqual(await (await portal.fetch('/api/leftovers')).json(), { items: [LEFTOVER] })
    await using answering = orchestrator({ removed: true })
    for (const wrong of [undefined, '', 'team-other']) await assertProblem(await remove(wrong), 422, 'NOT_CONFIRMED')
    for (const id of ['0123456789abcdee', 'none', 'x:y'])
      await assertProblem(await remove('team-acme', id), 404, 'LEFTOVER_NOT_FOUND')
    assert.deepEqual(answering.asked, [])
    const response = await remove('team-acme')
    assert.deepEqual([response.status, await response.json()], [200, { removed: true }])
    assert.deepEqual(answering.asked, [['remove-leftover', { id: ID, by: 'portal' }]])
  })

  it('tells why something could not be removed', async () => {
    const failure = new Failure('LEFTOVER_CLAIMED', 'A task is about to take it over.')
    await using _claimed = orchestrator({ removed: false, failure: failure.toJSON() })
    const problem = await assertProblem(await remove('team-acme'), 409, 'LEFTOVER_CLAIMED')
    assert.equal(problem.detail, failure.message)
  })
})
