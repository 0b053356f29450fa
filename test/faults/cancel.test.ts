/** A cancel at every moment of a task's life, over HTTP. Takes about 40 seconds. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TaskRecord } from '#contract'
import { assertActive, assertGone, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { linkToEngine, type EngineLink } from '../support/engine-link.ts'
import { install, type Installation } from '../support/installation.ts'
import { isFinal } from '../support/messages.ts'
import { fresh, sandbox, team, workspace, type Resource, type TaskRequest } from '../support/tasks.ts'
import { traces } from '../support/world.ts'

const AT_ONCE = 6
/** Messages before the final one, at most: that it was created, and each step's beginning and end. */
const MESSAGES = { team: 11, sandbox: 18 }

describe('a cancelled task', () => {
  let slip: Installation
  let link: EngineLink
  const home = fresh('cancel')

  before(async () => {
    link = await linkToEngine()
    slip = await install({ throughHost: link.host })
    await assertActive(slip, await endOf(slip, await slip.enqueue(workspace.provision(home))))
  })
  after(async () => {
    await slip[Symbol.asyncDispose]()
    await link[Symbol.asyncDispose]()
  })

  const assertNothing = async (type: 'team' | 'sandbox', { id, slug }: Resource): Promise<void> => {
    await assertGone(slip, type, id)
    assert.deepEqual(await traces(slip.dataDir, { name: slug, id }), [])
  }

  /** Cancels a provision at its n-th message. @returns what it ended as */
  const cancelAt = async (request: TaskRequest, n: number): Promise<TaskRecord> => {
    const task = await slip.enqueue(request)
    await slip.messages.nth(task, n)
    const answer = await slip.cancel(task)
    assert.ok(answer.status === 202 || answer.code === 'TASK_FINISHED', JSON.stringify(answer))
    return endOf(slip, task)
  }

  /** One provision for each message at which it is cancelled, some at the same time; what each ends as has to be whole. */
  const cancelAtEach = async (type: 'team' | 'sandbox', request: (each: Resource) => TaskRequest): Promise<void> => {
    const all = Array.from({ length: MESSAGES[type] }, (_, index) => ({ n: index + 1, each: fresh('cancel') }))
    const remaining = [...all]
    const records = new Map<Resource, TaskRecord>()
    const worker = async (): Promise<void> => {
      for (let next = remaining.shift(); next !== undefined; next = remaining.shift())
        records.set(next.each, await cancelAt(request(next.each), next.n))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    for (const [each, record] of records) {
      assertToldOnce(slip, record.id)
      if (record.status === 'completed') await assertActive(slip, record)
      else {
        assert.equal(record.status, 'cancelled', record.error)
        assert.deepEqual(record.leftovers, [])
        await assertNothing(type, each)
      }
    }
    assert.ok([...records.values()].some(({ status }) => status === 'cancelled'))
  }

  it('leaves nothing behind, or stands: a team, at each of its messages', () => cancelAtEach('team', team.provision))

  it('leaves nothing behind, or stands: a sandbox, at each of its messages', () =>
    cancelAtEach('sandbox', (each) => sandbox.provision(home, each)))

  it('touches nothing while it waits in its lane', async () => {
    await using idle = await install({ orchestrators: 0 })
    const each = fresh('cancel')
    const task = await idle.enqueue(team.provision(each))
    assert.equal((await idle.cancel(task)).status, 202)
    await idle.slipway.addOrchestrator()
    const record = await endOf(idle, task)
    assert.deepEqual([record.status, record.effects], ['cancelled', []])
    assertToldOnce(idle, task)
  })

  it('ends at once while it waits for another task on its resource', async () => {
    const running = await slip.enqueue(workspace.provision(fresh('cancel')))
    const each = fresh('cancel')
    const first = await slip.enqueue(team.provision(each))
    const waiting = await slip.enqueue(team.delete(each))
    await slip.messages.nth(first, 3)
    assert.equal((await slip.cancel(waiting)).status, 202)
    assert.equal((await endOf(slip, waiting)).status, 'cancelled')
    assert.equal(slip.messages.of(first).some(isFinal), false, 'the task that it waited for still runs')
    await assertActive(slip, await endOf(slip, first))
    assert.equal((await endOf(slip, running)).status, 'completed')
  })

  it('is undone while it waits to be tried again', async () => {
    const each = fresh('cancel')
    link.cut()
    const task = await slip.enqueue(team.provision(each))
    await slip.messages.until(
      () => slip.messages.of(task).find(({ message }) => message.startsWith('Trying again')),
      'a second try',
    )
    await link.mend()
    assert.equal((await slip.cancel(task)).status, 202)
    assert.equal((await endOf(slip, task)).status, 'cancelled')
    const told = slip.messages.of(task).map(({ message }) => message)
    const later = told.slice(told.findIndex((message) => message.startsWith('Trying again')) + 1, -1)
    assert.deepEqual(
      later.filter((message) => !/^Und(?:oing|one)\b/.test(message)),
      [],
      'it is not tried again',
    )
    await assertNothing('team', each)
    assertToldOnce(slip, task)
  })

  it('is carried through when it has begun to remove things', async () => {
    const each = fresh('s')
    await assertActive(slip, await endOf(slip, await slip.enqueue(sandbox.provision(home, each))))
    const task = await slip.enqueue(sandbox.delete(home, each))
    await slip.messages.nth(task, 2)
    assert.deepEqual(await slip.cancel(task), { status: 409, code: 'PAST_CANCELLING' })
    assert.equal((await endOf(slip, task)).status, 'completed')
    await assertNothing('sandbox', each)
    assert.deepEqual(await slip.cancel(task), { status: 409, code: 'TASK_FINISHED' })
  })

  it('leaves ledger and world in agreement', () => assertSwept(slip))
})
