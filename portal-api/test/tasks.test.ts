import assert from 'node:assert/strict'
import { Queue } from 'bullmq'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import {
  CONTRACTS,
  digestKey,
  jobOptions,
  LANE_QUEUES,
  LANES,
  perLane,
  TaskEnvelope,
  taskKey,
  type Lane,
} from '#contract'
import { assertProblem, startFreshPortal, teamTask, type Portal } from './support/portal.ts'

const Accepted = z.object({ id: z.string(), status: z.string() })
const Shown = z.record(z.string(), z.unknown())

describe('tasks', () => {
  let portal: Portal
  let queues: Readonly<Record<Lane, Queue>>
  before(async () => {
    portal = await startFreshPortal('tasks')
    queues = perLane(
      (lane) => new Queue(LANE_QUEUES[lane].name, { connection: portal.redis, prefix: LANE_QUEUES[lane].prefix }),
    )
  })
  after(async () => {
    await Promise.all(LANES.map((lane) => queues[lane].close()))
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  const jobsOf = async (id: string) =>
    (await Promise.all(LANES.map((lane) => queues[lane].getJob(id)))).filter((job) => job !== undefined)
  const jobCount = async () => (await Promise.all(LANES.map((lane) => queues[lane].count()))).reduce((a, b) => a + b)
  const record = (task: ReturnType<typeof teamTask>, over: Record<string, string> = {}) =>
    portal.redis.hset(taskKey(task.id), {
      ...{ id: task.id, type: task.type, user_id: task.user_id, status: 'processing', step: '1', total_steps: '4' },
      ...{
        message: 'Making',
        percentage: '25',
        attempt: '1',
        created_at: task.created_at,
        updated_at: task.created_at,
      },
      ...over,
    })

  it('puts a task into the lane of its type, as it was sent', async () => {
    const team = teamTask()
    const response = await portal.post(team)
    assert.equal(response.status, 202)
    assert.deepEqual(await response.json(), { id: team.id, status: 'pending' })
    assert.equal(response.headers.get('location'), `/api/tasks/${team.id}`)
    const { team_id, team_slug } = team.payload
    const removal = teamTask({ type: 'team.delete', payload: { team_id, team_slug } })
    assert.equal((await portal.post(removal)).status, 202)

    const high = await queues.high.getJob(team.id)
    assert.deepEqual([high?.name, high?.data], ['team.provision', team])
    assert.equal(high?.opts.attempts, 1)
    const normal = await queues.normal.getJob(removal.id)
    assert.deepEqual([normal?.name, normal?.data], ['team.delete', removal])
  })

  it('fills in id, user and created_at', async () => {
    const { type, payload } = teamTask()
    const before = Date.now()
    const { id } = Accepted.parse(await (await portal.post({ type, payload })).json())
    const { created_at, user_id } = TaskEnvelope.parse((await queues.high.getJob(id))?.data)
    const made = Date.parse(created_at)
    assert.equal(user_id, 'portal')
    assert.match(id, /^[0-9a-f-]{36}$/)
    assert.ok(made >= before && made <= Date.now())
  })

  it('shows a task that waits as pending, and one with a record as the record tells', async () => {
    const task = teamTask()
    await portal.post(task)
    assert.deepEqual(await (await portal.fetch(`/api/tasks/${task.id}`)).json(), {
      ...{ id: task.id, type: task.type, status: 'pending', user_id: task.user_id },
      ...{ resource_type: 'team', resource_id: task.payload.team_id, resource_slug: task.payload.team_slug },
      ...{ step: 0, total_steps: 0 },
      ...{ message: 'Waiting for an orchestrator', percentage: 0, attempt: 0 },
      ...{ created_at: task.created_at, updated_at: task.created_at, team_id: task.payload.team_id, steps: [] },
      resource_slug: task.payload.team_slug,
    })
    const effects = [{ action: 'create', kind: 'stack', name: 'team-x', owner: 'team:1' }]
    await record(task, {
      result: '{"subdomain":"x.localhost"}',
      effects: JSON.stringify(effects),
      past_cancelling: '1',
    })
    const shown = Shown.parse(await (await portal.fetch(`/api/tasks/${task.id}`)).json())
    assert.deepEqual([shown.step, shown.percentage, shown.status], [1, 25, 'processing'])
    assert.deepEqual(
      [shown.result, shown.effects, shown.past_cancelling],
      [{ subdomain: 'x.localhost' }, effects, true],
    )
  })

  it('knows no task of another id, whatever the id looks like', async () => {
    for (const id of ['unknown', '12', 'a:cancel', 'a%2Fb', '..%2f', 'x'.repeat(200), '%00', 'é']) {
      const response = await portal.fetch(`/api/tasks/${id}`)
      await assertProblem(response, 404, 'TASK_NOT_FOUND')
    }
  })

  it('takes the same task twice as one, also with its keys in another order and defaults of the envelope', async () => {
    const task = teamTask()
    assert.equal((await portal.post(task)).status, 202)
    const again = {
      ...task,
      created_at: undefined,
      payload: Object.fromEntries(Object.entries(task.payload).reverse()),
    }
    const response = await portal.post(again)
    assert.deepEqual([response.status, await response.json()], [202, { id: task.id, status: 'pending' }])
    await record(task)
    assert.deepEqual(await (await portal.post(task)).json(), { id: task.id, status: 'processing' })
    assert.equal((await jobsOf(task.id)).length, 1)
  })

  it('refuses an id that belongs to another task, in the same lane and in another', async () => {
    const task = teamTask()
    const { team_id, team_slug } = task.payload
    await portal.post(task)
    const others = [
      { ...task, user_id: 'somebody-else' },
      { ...task, payload: { ...task.payload, name: 'Other' } },
      { ...task, type: 'team.delete', payload: { team_id, team_slug } },
    ]
    for (const other of others) {
      const problem = await assertProblem(await portal.post(other), 409, 'TASK_ID_REUSED')
      assert.equal(problem.retryable, false)
    }
    const jobs = await jobsOf(task.id)
    assert.deepEqual(
      jobs.map(({ data }): unknown => data),
      [task],
    )
  })

  it('makes one task of twenty equal ones at once, and one of two different ones', async () => {
    const task = teamTask()
    const equal = await Promise.all(Array.from({ length: 20 }, () => portal.post(task)))
    assert.deepEqual(new Set(equal.map(({ status }) => status)), new Set([202]))
    assert.equal((await jobsOf(task.id)).length, 1)

    for (let round = 0; round < 10; round += 1) {
      const one = teamTask()
      const { team_id, team_slug } = one.payload
      const other = { ...one, type: 'team.delete', payload: { team_id, team_slug } }
      const answers = await Promise.all([portal.post(one), portal.post(other), portal.post(one), portal.post(other)])
      const statuses = answers.map(({ status }) => status)
      const jobs = await jobsOf(one.id)
      assert.equal(jobs.length, 1)
      assert.deepEqual(statuses, jobs[0]?.name === one.type ? [202, 409, 202, 409] : [409, 202, 409, 202])
    }
  })

  it('knows an id after its job was removed: by its digest, and without one by its record', async () => {
    const task = teamTask()
    await portal.post(task)
    await record(task, { status: 'completed', resource_type: 'team', resource_id: task.payload.team_id })
    for (const job of await jobsOf(task.id)) await job.remove()

    const other = { ...task, payload: { ...task.payload, name: 'Other' } }
    assert.deepEqual(await (await portal.post(task)).json(), { id: task.id, status: 'completed' })
    await assertProblem(await portal.post(other), 409, 'TASK_ID_REUSED')
    await portal.redis.del(digestKey(task.id))
    assert.deepEqual(await (await portal.post(task)).json(), { id: task.id, status: 'completed' })
    const otherTeam = { ...task, payload: { ...task.payload, team_id: 'another-team' } }
    for (const different of [otherTeam, { ...task, user_id: 'else' }]) {
      await assertProblem(await portal.post(different), 409, 'TASK_ID_REUSED')
    }
    assert.equal((await jobsOf(task.id)).length, 0)
  })

  it('compares with a task that came another way than through HTTP', async () => {
    const task = teamTask()
    await queues.high.add(task.type, task, jobOptions(task.id))
    await assertProblem(await portal.post({ ...task, user_id: 'somebody-else' }), 409, 'TASK_ID_REUSED')
    assert.equal((await portal.post(task)).status, 202)
    assert.deepEqual(
      (await jobsOf(task.id)).map(({ data }): unknown => data),
      [task],
    )
  })

  it('takes every type of the contract by its name only', async () => {
    for (const type of Object.keys(CONTRACTS)) {
      const problem = await assertProblem(await portal.post(teamTask({ type, payload: {} })), 422, 'INVALID_PAYLOAD')
      assert.ok(
        problem.errors?.every(({ field }) => field.startsWith('payload.')),
        type,
      )
    }
    for (const type of ['team.destroy', 'constructor', '__proto__', 'TEAM.PROVISION', ' team.provision']) {
      await assertProblem(await portal.post(teamTask({ type })), 422, 'UNKNOWN_TASK_TYPE')
    }
  })

  it('refuses bad slugs, and changes nothing', async () => {
    const count = await jobCount()
    const slugs = [
      'api',
      'sandbox',
      'ab',
      'x'.repeat(64),
      '../x',
      '-x',
      'x-',
      'x--y',
      'x y',
      'Ünï',
      'Abc',
      'abc\n',
      'a\nb',
      '$(id)',
      '',
      5,
      null,
    ]
    for (const team_slug of slugs) {
      const task = teamTask()
      const response = await portal.post({ ...task, payload: { ...task.payload, team_slug } })
      const problem = await assertProblem(response, 422, 'INVALID_PAYLOAD')
      assert.deepEqual(new Set(problem.errors?.map(({ field }) => field)), new Set(['payload.team_slug']))
      await assertProblem(await portal.fetch(`/api/tasks/${task.id}`), 404, 'TASK_NOT_FOUND')
    }
    assert.equal(await jobCount(), count)
  })

  it('refuses missing and extra fields, naming each', async () => {
    const task = teamTask()
    const paths = async (body: unknown, status: number, code: string) =>
      (await assertProblem(await portal.post(body), status, code)).errors?.map(({ field }) => field)
    const { owner_id: _owner, ...withoutOwner } = task.payload
    assert.deepEqual(await paths({ ...task, payload: { ...withoutOwner, team_id: '' } }, 422, 'INVALID_PAYLOAD'), [
      'payload.team_id',
      'payload.owner_id',
    ])
    assert.deepEqual(await paths({ ...task, payload: { ...task.payload, admin: true } }, 422, 'INVALID_PAYLOAD'), [
      'payload.admin',
    ])
    assert.deepEqual(await paths({ ...task, user_id: '' }, 400, 'MALFORMED_TASK'), ['user_id'])
    assert.deepEqual(await paths({ ...task, priority: 1 }, 400, 'MALFORMED_TASK'), ['priority'])
    for (const id of ['', '123', 'a:b', 'x'.repeat(129), 'a b', null, 7]) {
      assert.deepEqual(await paths({ ...task, id }, 400, 'MALFORMED_TASK'), ['id'])
    }
    for (const created_at of ['yesterday', '2026-01-15', 0, null]) {
      assert.deepEqual(await paths({ ...task, created_at }, 400, 'MALFORMED_TASK'), ['created_at'])
    }
    for (const body of [[], 'null', '"text"', '7', '[{}]'])
      await assertProblem(await portal.post(body), 400, 'MALFORMED_TASK')
    assert.deepEqual(await jobsOf(task.id), [])
  })
})
