/** Strict lanes with real tasks: neither lane's work waits for the other's. Takes about 30 seconds. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { assertActive, endOf } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { isFinal } from '../support/messages.ts'
import { fresh, team, type Resource } from '../support/tasks.ts'

const TEAMS = 4
const ROUNDS = 4

describe('lanes', () => {
  let slip: Installation
  const teams = Array.from({ length: TEAMS }, () => fresh('lane'))
  const enqueueAll = (request: (each: Resource) => ReturnType<typeof team.suspend>, all: readonly Resource[]) =>
    Promise.all(all.map((each) => slip.enqueue(request(each))))

  before(async () => {
    slip = await install({ env: { HIGH_CONCURRENCY: '1', NORMAL_CONCURRENCY: '1' } })
    for (const task of await enqueueAll(team.provision, teams)) await assertActive(slip, await endOf(slip, task))
  })
  after(() => slip[Symbol.asyncDispose]())

  const haveEnded = (tasks: readonly string[]): number =>
    tasks.filter((task) => slip.messages.of(task).some(isFinal)).length

  it('let a high task begin while every slot of the normal lane is taken and more wait', async () => {
    const normal = (await Promise.all(Array.from({ length: ROUNDS }, () => enqueueAll(team.suspend, teams)))).flat()
    await slip.messages.until(
      () => slip.messages.all().find(({ task_id, type }) => normal.includes(task_id) && type === 'task.progress'),
      'a normal task',
    )
    const high = await slip.enqueue(team.provision(fresh('lane')))
    await slip.messages.until(
      () => slip.messages.of(high).find(({ type }) => type === 'task.progress'),
      'the high task',
    )
    assert.ok(haveEnded(normal) < TEAMS, 'most normal tasks still wait')
    await assertActive(slip, await endOf(slip, high))
    for (const task of normal) assert.equal((await endOf(slip, task)).status, 'completed')
  })

  it('let normal tasks end while high ones keep coming', async () => {
    const high = await enqueueAll(team.restart, teams)
    const others = Array.from({ length: 6 }, () => fresh('lane'))
    high.push(...(await enqueueAll(team.provision, others)))
    const [each] = teams
    assert.ok(each !== undefined)
    const normal = await slip.enqueue(team.delete(each))
    assert.equal((await endOf(slip, normal)).status, 'completed')
    assert.ok(haveEnded(high) < high.length, 'high tasks still wait')
    for (const task of high) assert.equal((await endOf(slip, task)).status, 'completed')
  })
})
