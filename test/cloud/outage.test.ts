/** GitHub goes away and comes back, under whole orchestrators with real containers. Takes about two minutes. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { freePort } from '../../scripts/setup/free-port.ts'
import { EVERY_OPERATION } from '../doubles/kit/faults.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { assertCloudEmpty, inCloud } from '../support/cloud-world.ts'
import { assertActive, assertGone, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { scrape, sumOf } from '../support/exposition.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh, team, workspace, type Resource } from '../support/tasks.ts'

const GENERATE = 'repos/create-using-template'
const AWAY = { operation: EVERY_OPERATION, kind: 'reset', times: Infinity } as const
/** Failures that open a breaker (orchestrator/src/drivers/circuit.ts). */
const TO_OPEN = 3

/** A Slipway on clouds of its own, whose GitHub can go away. */
async function start(patienceS: number) {
  await using started = new AsyncDisposableStack()
  const cloud: Cloud = started.use(await startCloud())
  const port = await freePort()
  const env = { ...cloud.env, OUTAGE_PATIENCE_S: String(patienceS), METRICS_PORT: String(port) }
  const slip: Installation = started.use(await install({ env }))
  const read = () => scrape(`http://127.0.0.1:${port}/metrics`)
  const held = started.move()
  return {
    ...{ cloud, slip, github: cloud.github },
    state: async (service: string) => sumOf(await read(), 'slipway_breaker_state', { service }),
    changes: async (to: string, service = 'github') =>
      sumOf(await read(), 'slipway_breaker_changes_total', { service, to }),
    /** Resolves when a task says that it waits for GitHub. */
    waits: (task: string) =>
      slip.messages.until(
        () => slip.messages.of(task).find(({ message }) => /^Trying again .*GitHub is taken to be down/.test(message)),
        `${task} to wait`,
      ),
    said: (task: string) => slip.messages.of(task).map(({ message }) => message),
    async [Symbol.asyncDispose]() {
      await held.disposeAsync()
    },
  }
}
type World = Awaited<ReturnType<typeof start>>

/** Has GitHub go away in the very request that makes a repository: it is made, and nobody hears of it. */
async function loseWhileMaking({ github, slip }: World, each: Resource): Promise<string> {
  github.inject({ operation: GENERATE, kind: 'reset-after' })
  const asked = github.nextCall(GENERATE)
  const task = await slip.enqueue(workspace.provision(each))
  await asked
  github.inject(AWAY)
  return task
}

describe('a GitHub that goes away for a while', { timeout: 300_000 }, () => {
  let world: World
  before(async () => (world = await start(600)))
  after(() => world[Symbol.asyncDispose]())

  it('costs the tasks that it meets nothing but time, nobody else anything, and is asked little meanwhile', async () => {
    const { slip, github, cloud } = world
    const homes = [1, 2, 3].map(() => fresh('away'))
    const asked = github.nextCall(GENERATE)
    const tasks = await Promise.all(homes.map((each) => slip.enqueue(workspace.provision(each))))
    await asked
    const before = github.calls.length
    github.inject(AWAY)
    for (const task of tasks) await world.waits(task)
    const other = await slip.enqueue(team.provision(fresh('other')))
    await assertActive(slip, await endOf(slip, other))
    // The outage lasts for two cool-downs: 5 s, and 10 s.
    while ((await world.changes('half_open')) < 2);
    assert.ok((await world.state('github')) > 0)
    assert.deepEqual([await world.state('entra'), await world.state('acme')], [0, 0])
    assert.ok((await inCloud(cloud)).includes(`application slipway-${homes[0]?.slug ?? ''}`), 'Entra ID was asked')

    const probes = await world.changes('half_open')
    const calls = github.calls.length - before
    // What opened the breaker; what was on its way by then: a request of each task, and of a sweep; the probes.
    const most = TO_OPEN + tasks.length + 1 + probes
    assert.ok(calls <= most, `${calls} requests, ${most} at most`)
    github.heal()
    for (const task of tasks) {
      await assertActive(slip, await endOf(slip, task, 90_000))
      assertToldOnce(slip, task)
    }
    assert.equal(await world.state('github'), 0)
    for (const [index, each] of homes.entries()) {
      const removal = await slip.enqueue(workspace.delete(each))
      assert.equal((await endOf(slip, removal)).status, 'completed', String(index))
    }
    await assertCloudEmpty(cloud)
  })

  it('lets a task be cancelled at once that has not asked it for anything; one that has leaves nothing once it is back', async () => {
    const { slip, github, cloud } = world
    const [made, idle] = [fresh('made'), fresh('idle')]
    const task = await loseWhileMaking(world, made)
    await world.waits(task)
    const later = await slip.enqueue(workspace.provision(idle))
    await world.waits(later)
    assert.equal((await slip.cancel(later)).status, 202)
    const record = await endOf(slip, later, 20_000)
    assert.deepEqual([record.status, record.leftovers], ['cancelled', []])
    await assertGone(slip, 'workspace', idle.id)
    assert.ok(!github.calls.some(({ path }) => path.includes(idle.slug)), 'nobody asked for it')

    assert.equal((await slip.cancel(task)).status, 202)
    const undoing = () => slip.messages.of(task).find(({ message }) => message.startsWith('Undoing, because'))
    await slip.messages.until(undoing, 'its undo')
    assert.ok((await inCloud(cloud)).some((thing) => thing === `repository slipway/${made.slug}`))
    github.heal()
    const { status, leftovers } = await endOf(slip, task, 90_000)
    assert.deepEqual([status, leftovers], ['cancelled', []])
    await assertGone(slip, 'workspace', made.id)
    await assertCloudEmpty(cloud)
  })

  it('finds a task that waits for it where it was, though its orchestrator was killed', async () => {
    const { slip, github, cloud } = world
    const each = fresh('killed')
    const task = await loseWhileMaking(world, each)
    await world.waits(task)
    const [killed] = slip.slipway.orchestrators.slice(-1)
    assert.ok(killed)
    const told = slip.messages.of(task).length
    killed.kill('SIGKILL')
    await killed.ended
    await slip.slipway.addOrchestrator()
    const again = () =>
      slip.messages
        .of(task)
        .slice(told)
        .find(({ message }) => /^Trying again/.test(message))
    await slip.messages.until(again, 'another orchestrator to try, in vain')
    github.heal()
    await assertActive(slip, await endOf(slip, task, 90_000))
    assert.equal((await endOf(slip, await slip.enqueue(workspace.delete(each)))).status, 'completed')
    await assertCloudEmpty(cloud)
    await assertSwept(slip)
  })
})

describe('a GitHub that is away for longer than tasks wait', { timeout: 180_000 }, () => {
  it('fails them with a code of its own; what they made is taken back once it is there', async () => {
    await using world = await start(1)
    const { slip, github, cloud } = world
    const each = fresh('long')
    const task = await loseWhileMaking(world, each)
    const undoing = () => slip.messages.of(task).find(({ message }) => message.startsWith('Undoing, because'))
    await slip.messages.until(undoing, 'its undo')
    const record = await endOf(slip, task, 90_000)
    assert.deepEqual([record.status, record.error_code], ['failed', 'SERVICE_UNAVAILABLE'])
    assert.match(record.error ?? '', /GitHub/)
    assert.deepEqual(
      record.leftovers?.map(({ kind, name }) => `${kind} ${name}`),
      [`repository slipway/${each.slug}`],
    )
    github.heal()
    await slip.sweep()
    await assertGone(slip, 'workspace', each.id)
    await assertCloudEmpty(cloud)
  })
})
