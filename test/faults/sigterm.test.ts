/** SIGTERM with running work: it is handed over, not failed. Takes about 15 seconds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processes } from '../../scripts/setup/processes.ts'
import { assertActive, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { install } from '../support/installation.ts'
import { fresh, sandbox, team, workspace } from '../support/tasks.ts'

const STOPPED_MS = 10_000

test('an orchestrator that is told to stop hands its work over to another one', async () => {
  await using slip = await install()
  const { messages, slipway } = slip
  const [home, each] = [fresh('term'), fresh('term')]
  await assertActive(slip, await endOf(slip, await slip.enqueue(workspace.provision(home))))
  const requests = [
    team.provision(fresh('term')),
    workspace.provision(fresh('term')),
    sandbox.provision(home, fresh('s')),
    sandbox.provision(home, each),
  ]
  const tasks = await Promise.all(requests.map((request) => slip.enqueue(request)))
  const [first] = slipway.orchestrators
  assert.ok(first !== undefined)

  const containers = tasks.map((task) =>
    messages.until(() => messages.of(task).find(({ message }) => message === 'Creating the containers'), 'a creation'),
  )
  await Promise.all([slipway.addOrchestrator(), Promise.any(containers)])
  const children = processes().filter(({ parent }) => parent === first.pid)
  const told = performance.now()
  first.kill('SIGTERM')
  assert.equal(await first.ended, 'exit code 0')
  assert.ok(performance.now() - told < STOPPED_MS, `it took ${performance.now() - told} ms to stop`)
  const alive = new Set(processes().map(({ pid, command }) => `${pid} ${command}`))
  assert.deepEqual(
    children.filter(({ pid, command }) => alive.has(`${pid} ${command}`)),
    [],
    'no child outlives it',
  )

  for (const task of tasks) {
    const record = await endOf(slip, task)
    await assertActive(slip, record)
    assertToldOnce(slip, task)
  }
  const attempts = await Promise.all(tasks.map(async (task) => (await slip.record(task)).attempt))
  assert.ok(
    attempts.some((attempt) => attempt > 1),
    'something was handed over',
  )
  await assertSwept(slip)
})

test('an orchestrator that is told to stop in the middle of an undo hands that over, too', async () => {
  await using slip = await install()
  const { messages, slipway } = slip
  const each = fresh('term')
  const task = await slip.enqueue(team.provision(each))
  await messages.until(() => messages.of(task).find(({ message }) => message === 'Starting the containers'), 'a start')
  await slip.cancel(task)
  await messages.until(() => messages.of(task).find(({ message }) => message.startsWith('Undoing')), 'an undo')
  const [first] = slipway.orchestrators
  first?.kill('SIGTERM')
  assert.equal(await first?.ended, 'exit code 0')
  await slipway.addOrchestrator()
  const record = await endOf(slip, task)
  assert.deepEqual([record.status, record.leftovers], ['cancelled', []])
  assertToldOnce(slip, task)
  assert.deepEqual(await slip.onEngine(), [])
  await assertSwept(slip)
})
