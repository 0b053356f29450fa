/** Two orchestrators on one Redis, and the order of tasks on one resource. Takes about a minute. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { randomUUID } from 'node:crypto'
import { Queue } from 'bullmq'
import { jobOptions, LANE_QUEUES, madeTeamId, perLane, rawListOf, type Lane, type TaskMessage } from '#contract'
import { assertActive, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { isFinal } from '../support/messages.ts'
import { USER } from '../support/portal.ts'
import { fresh, sandbox, team, workspace, type TaskRequest } from '../support/tasks.ts'

const LANES: Readonly<Record<string, Lane>> = { 'team.suspend': 'normal', 'team.delete': 'normal' }
const envelope = ({ type, payload }: TaskRequest) => ({
  ...{ id: randomUUID(), type, payload, user_id: USER },
  created_at: new Date().toISOString(),
})

/** Each task begins only after the one before it has ended. */
function assertInOrder({ messages }: Installation, tasks: readonly string[]): void {
  const all = messages.all()
  const began = ({ type }: TaskMessage): boolean => type === 'task.progress'
  const spans = tasks.map((task) => {
    const own = messages.of(task)
    const [first, last] = [own.find(began), own.find(isFinal)]
    assert.ok(first !== undefined && last !== undefined)
    return [all.indexOf(first), all.indexOf(last)]
  })
  assert.deepEqual(
    spans.flat(),
    spans.flat().toSorted((a, b) => a - b),
  )
}

/** Provisioned, suspended, woken and deleted: half of it is high, half normal. */
const life = (): TaskRequest[] => {
  const each = fresh('order')
  return [team.provision(each), team.suspend(each), team.restart(each), team.delete(each)]
}

/** Tasks that one orchestrator runs at the same time. */
const SLOTS = 2

/** How many tasks were between their first step and their end at the same time. */
function mostAtOnce(messages: readonly TaskMessage[]): number {
  const running = new Set<string>()
  let most = 0
  for (const message of messages) {
    if (isFinal(message)) running.delete(message.task_id)
    else if (message.type === 'task.progress') running.add(message.task_id)
    most = Math.max(most, running.size)
  }
  return most
}

describe('orchestrators that share the work', () => {
  it('never run one task twice at a time', async () => {
    await using slip = await install({ orchestrators: 2, env: { HIGH_CONCURRENCY: String(SLOTS) } })
    const [one, two] = [fresh('share'), fresh('share')]
    const homes = await Promise.all([one, two].map((home) => slip.enqueue(workspace.provision(home))))
    for (const task of homes) await assertActive(slip, await endOf(slip, task))
    const provisions = [
      ...Array.from({ length: 4 }, () => team.provision(fresh('share'))),
      ...Array.from({ length: 3 }, () => sandbox.provision(one, fresh('s'))),
      ...Array.from({ length: 3 }, () => sandbox.provision(two, fresh('s'))),
    ]
    const tasks = await Promise.all(provisions.map((request) => slip.enqueue(request)))
    const later = [await slip.enqueue(workspace.delete(one)), await slip.enqueue(workspace.delete(two))]
    for (const task of [...tasks, ...later]) {
      const record = await endOf(slip, task)
      assert.deepEqual([record.status, record.attempt], ['completed', 1], record.error)
      const steps = slip.messages.of(task).filter(({ type }) => type === 'task.progress')
      assert.ok(
        steps.every(({ step, percentage }, index) => step >= (steps[index - 1]?.step ?? 0) && percentage < 100),
        'two runs would each count their steps',
      )
      assertToldOnce(slip, task)
    }
    const most = mostAtOnce(slip.messages.all().filter(({ task_id }) => tasks.includes(task_id)))
    assert.ok(
      most > SLOTS && most <= 2 * SLOTS,
      `${most} at once: more than one orchestrator has slots for, at most what two have`,
    )
    await assertSwept(slip)
  })
})

describe('tasks on one team', () => {
  it('run in the order of their requests, across lanes', async () => {
    await using slip = await install({ orchestrators: 2 })
    const lives = await Promise.all(
      [life(), life()].map(async (requests) => {
        const tasks: string[] = []
        for (const request of requests) tasks.push(await slip.enqueue(request))
        return tasks
      }),
    )
    for (const tasks of lives) {
      for (const task of tasks) assert.equal((await endOf(slip, task)).status, 'completed')
      assertInOrder(slip, tasks)
    }
    assert.deepEqual(await slip.onEngine(), [])
  })

  it('run in the order in which they came into BullMQ and the plain lists while nobody was there', async () => {
    await using slip = await install({ orchestrators: 0 })
    const straight = life().map(envelope)
    await using closing = new AsyncDisposableStack()
    const queues = perLane((lane) => queueOf(slip, lane))
    for (const queue of Object.values(queues)) closing.defer(() => queue.close())
    for (const task of straight) await queues[LANES[task.type] ?? 'high'].add(task.type, task, jobOptions(task.id))
    const raw = life().map(envelope)
    for (const task of raw.filter(({ type }) => LANES[type] === undefined))
      await slip.redis.lpush(rawListOf('high'), JSON.stringify(task))
    await slip.slipway.addOrchestrator()
    for (const task of straight) assert.equal((await endOf(slip, task.id)).status, 'completed')
    assertInOrder(
      slip,
      straight.map(({ id }) => id),
    )
    const listed = raw.filter(({ type }) => LANES[type] === undefined).map(({ id }) => id)
    for (const id of listed) assert.equal((await endOf(slip, id)).status, 'completed')
    assertInOrder(slip, listed)
  })

  it('wait for those on its workspaces and sandboxes, and cost no slot meanwhile', async () => {
    await using slip = await install({ env: { HIGH_CONCURRENCY: '1', NORMAL_CONCURRENCY: '1' } })
    const home = fresh('order')
    const family = { id: madeTeamId(home.id), slug: home.slug }
    const apart = fresh('order')
    const chain: string[] = []
    for (const request of [workspace.provision(home), sandbox.provision(home, fresh('s')), team.restart(family)])
      chain.push(await slip.enqueue(request))
    chain.push(await slip.enqueue(team.suspend(family)), await slip.enqueue(workspace.delete(home)))
    const other = await slip.enqueue(team.provision(apart))
    for (const task of [...chain, other]) assert.equal((await endOf(slip, task)).status, 'completed')
    assertInOrder(slip, chain)
    await assertSwept(slip)
  })
})

function queueOf({ redisUrl }: Installation, lane: Lane): Queue {
  const { prefix, name } = LANE_QUEUES[lane]
  return new Queue(name, { connection: { url: redisUrl }, prefix })
}
