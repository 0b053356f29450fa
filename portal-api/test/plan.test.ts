import assert from 'node:assert/strict'
import { Queue, Worker } from 'bullmq'
import { after, before, describe, it } from 'node:test'
import {
  Failure,
  LANES,
  QUESTION_QUEUE,
  QUEUE_PREFIX,
  TaskEnvelope,
  type Plan,
  type PlanAnswer,
  type Refusal,
} from '#contract'
import { assertProblem, startFreshPortal, teamTask, type Portal } from './support/portal.ts'

const PLAN: Plan = {
  task_type: 'team.provision',
  resource_type: 'team',
  resource_id: 'team-1',
  steps: [
    {
      ...{ name: 'stack', stage: 0, title: 'Stack' },
      effects: [{ action: 'create', kind: 'stack', name: 'team-acme', owner: 'team:team-1' }],
    },
  ],
}

describe('dry run', () => {
  let portal: Portal
  let plans: Queue
  before(async () => {
    portal = await startFreshPortal('plan')
    plans = new Queue(QUESTION_QUEUE, { connection: portal.redis, prefix: QUEUE_PREFIX })
  })
  after(async () => {
    await plans.close()
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  /** Answers as an orchestrator does, for as long as it is not disposed. */
  const orchestrator = (answer: (name: string, data: unknown) => PlanAnswer | Refusal) => {
    const connection = portal.redis.duplicate({ maxRetriesPerRequest: null })
    const worker = new Worker(QUESTION_QUEUE, (job) => Promise.resolve(answer(job.name, job.data)), {
      connection,
      prefix: QUEUE_PREFIX,
      concurrency: 4,
    })
    return {
      async [Symbol.asyncDispose]() {
        await worker.close()
        connection.disconnect()
      },
    }
  }
  const jobsLeft = async () => (await plans.getJobs()).length

  it('returns the plan and adds no task', async () => {
    const asked: unknown[] = []
    await using _worker = orchestrator((...job) => {
      asked.push(job)
      return { plan: PLAN }
    })
    const task = teamTask()
    const response = await portal.post(task, '?dry_run=true')
    assert.deepEqual([response.status, await response.json()], [200, PLAN])
    assert.deepEqual(asked, [['plan', task]])
    for (const lane of LANES) assert.equal(await portal.redis.exists(`${QUEUE_PREFIX}:${lane}:${task.id}`), 0)
    await assertProblem(await portal.fetch(`/api/tasks/${task.id}`), 404, 'TASK_NOT_FOUND')
    assert.equal(await jobsLeft(), 0)
  })

  it('answers each of many at once with its own plan', async () => {
    await using _worker = orchestrator((_name, data) => ({
      plan: { ...PLAN, resource_id: TaskEnvelope.parse(data).id },
    }))
    const tasks = Array.from({ length: 8 }, () => teamTask())
    const answers = await Promise.all(tasks.map((task) => portal.post(task, '?dry_run=true')))
    for (const [index, answer] of answers.entries()) {
      assert.deepEqual(await answer.json(), { ...PLAN, resource_id: tasks[index]?.id })
    }
  })

  it('answers with the failure with which the task would be refused', async () => {
    const failure = new Failure('NAME_TAKEN', 'The stack team-acme belongs to team:other.')
    await using _worker = orchestrator(() => ({ failure: failure.toJSON() }))
    const problem = await assertProblem(await portal.post(teamTask(), '?dry_run=true'), 409, 'NAME_TAKEN')
    assert.deepEqual([problem.detail, problem.retryable, problem.remedy], [failure.message, false, failure.remedy])
  })

  it('reports an orchestrator that fails to plan, or answers what is no plan, as a defect', async () => {
    for (const answer of [
      () => assert.fail('a secret of the inside'),
      () => ({ plan: { ...PLAN, steps: [{ name: 'x', stage: 0.5, title: 'x', effects: [] }] } }),
    ]) {
      await using _worker = orchestrator(answer)
      const problem = await assertProblem(await portal.post(teamTask(), '?dry_run=true'), 500, 'INTERNAL')
      assert.doesNotMatch(problem.detail, /secret/)
    }
    assert.equal(await jobsLeft(), 0)
  })

  it('answers 503 when no orchestrator is there, and takes the question back', async () => {
    const response = await portal.post(teamTask(), '?dry_run=true')
    const problem = await assertProblem(response, 503, 'ORCHESTRATOR_UNAVAILABLE')
    assert.equal(problem.retryable, true)
    assert.match(response.headers.get('retry-after') ?? '', /^\d+$/)
    assert.equal(await jobsLeft(), 0)
  })

  it('checks the task and the query before it asks', async () => {
    await assertProblem(await portal.post(teamTask({ payload: {} }), '?dry_run=true'), 422, 'INVALID_PAYLOAD')
    for (const query of ['?dry_run=yes', '?dry_run', '?dry_run=true&dry_run=true', '?dryrun=true']) {
      await assertProblem(await portal.post(teamTask(), query), 400, 'INVALID_REQUEST')
    }
    assert.equal((await portal.post(teamTask(), '?dry_run=false')).status, 202)
  })
})
