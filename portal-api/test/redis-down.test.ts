import assert from 'node:assert/strict'
import { Queue } from 'bullmq'
import { after, before, describe, it } from 'node:test'
import { EVENT_STREAM, QUEUE_PREFIX } from '#contract'
import { ownRedis, PASSWORD, type OwnRedis } from './support/own-redis.ts'
import { assertProblem, startPortal, teamTask, type Portal } from './support/portal.ts'
import { sentEvents, take } from './support/sse.ts'

describe('without Redis', () => {
  let redis: OwnRedis
  let portal: Portal

  const ready = async () => {
    while ((await fetch(`${portal.url}/ready`)).status !== 200);
    await portal.ready()
  }
  const jobs = async () => {
    const queue = new Queue('high', { connection: portal.redis, prefix: QUEUE_PREFIX })
    const found = await queue.getJobs()
    await queue.close()
    return found.map(({ id }) => id)
  }

  before(async () => {
    redis = await ownRedis()
    portal = await startPortal(redis.url)
  })
  after(async () => {
    await portal[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  })

  const refused = async (response: Response) => {
    const problem = await assertProblem(response, 503, 'REDIS_UNAVAILABLE')
    assert.equal(problem.retryable, true)
    assert.match(response.headers.get('retry-after') ?? '', /^\d+$/)
  }
  const refusesEverything = async () => {
    await refused(await portal.post(teamTask()))
    await refused(await portal.post(teamTask(), '?dry_run=true'))
    for (const path of ['/api/tasks/some-id', '/api/tasks/some-id/events', '/api/resources', '/ready']) {
      await refused(await portal.fetch(path))
    }
    await refused(await portal.fetch('/api/tasks/some-id', { method: 'DELETE' }))
    assert.equal((await fetch(`${portal.url}/health`)).status, 200)
  }

  it('starts, answers 503 at once, and works as soon as Redis is there, with nothing run belatedly', async () => {
    const before = performance.now()
    await refusesEverything()
    await refused(await portal.fetch('/api/events'))
    assert.ok(performance.now() - before < 5_000)

    redis.start()
    await ready()
    const task = teamTask()
    assert.equal((await portal.post(task)).status, 202)
    assert.deepEqual(await jobs(), [task.id])
  })

  it('answers 503 when Redis is killed, keeps what was accepted, and streams go on when it is back', async () => {
    const accepted = teamTask()
    assert.equal((await portal.post(accepted)).status, 202)
    const events = sentEvents(await portal.fetch('/api/events'))
    const earlier = await jobs()

    await redis.kill()
    await refusesEverything()
    const answers = await Promise.all(Array.from({ length: 20 }, () => portal.post(teamTask())))
    for (const answer of answers) await refused(answer)

    redis.start()
    await ready()
    assert.deepEqual(await jobs(), earlier)
    assert.ok(earlier.includes(accepted.id))
    const added = await portal.redis.xadd(EVENT_STREAM, '*', 'channel', 'c', 'task_id', 't', 'data', '{"type":"x"}')
    assert.equal((await take(events, 1))[0]?.id, added)
    await events.return(undefined)
  })

  it('accepts nothing that it does not keep when Redis is killed under load', async () => {
    const tasks = Array.from({ length: 60 }, () => teamTask())
    const answers = tasks.map(async (task) => {
      const { status } = await portal.post(task)
      return { id: task.id, status }
    })
    await Promise.race(answers)
    await redis.kill()
    const settled = await Promise.all(answers)
    assert.ok(settled.every(({ status }) => status === 202 || status === 503))
    redis.start()
    await ready()
    const kept = await jobs()
    for (const { id, status } of settled) if (status === 202) assert.ok(kept.includes(id), id)

    // Whatever became of the others: sent again, each is one task.
    for (const task of tasks) assert.equal((await portal.post(task)).status, 202)
    const all = await jobs()
    assert.deepEqual(
      [all.filter((id) => tasks.some((task) => task.id === id)).length, new Set(all).size],
      [60, all.length],
    )
  })

  it('answers 503 when Redis is there and does not answer', async () => {
    redis.freeze()
    const answers = await Promise.all(['/api/resources', '/ready'].map((path) => portal.fetch(path)))
    for (const answer of answers) await refused(answer)
    redis.thaw()
    await ready()
    assert.ok(!portal.log.join('').includes(PASSWORD))
  })
})
