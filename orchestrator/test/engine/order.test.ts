import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { jobOptions, taskKey, type Lane } from '#contract'
import { endsOf, openSite, taskOf, type Envelope, type Site } from './support/orchestrator.ts'
import { buildTask, razeTask, type Behaviour, type Call } from './support/tasks.ts'

const LANE_OF: Readonly<Record<string, Lane>> = { 'test.build': 'high', 'test.raze': 'normal' }

/** Tasks on one team, by turns of both lanes. */
const byTurns = (count: number): Envelope[] => {
  const first = taskOf('test.build')
  const others = Array.from({ length: count - 1 }, (_, index) =>
    taskOf(index % 2 === 0 ? 'test.raze' : 'test.build', first.payload),
  )
  return [first, ...others]
}

const idsOf = (tasks: readonly Envelope[]): string[] => tasks.map(({ id }) => id)

describe('The order of tasks', { timeout: 120_000 }, () => {
  let site: Site
  const early = byTurns(8)
  const removed = byTurns(5)
  const forgotten = byTurns(6)
  const removedJob = removed[2] ?? assert.fail()

  const add = (task: Envelope) => site.add(LANE_OF[task.type] ?? 'high', task)

  /** What the task that `type` names does in its first step: tests put their own there. */
  const first = new Map<string, (call: Call) => Promise<void>>()
  const doing = (step: string): Behaviour => ({
    [step]: async (call) => {
      const { act, tag } = call
      await (first.get(tag.task)?.(call) ?? act())
    },
  })

  before(async () => {
    site = await openSite('order')
    // While no orchestrator is there: BullMQ forgets the events of some, and somebody removes a job.
    let timestamp = Date.now() - 60_000
    for (const task of forgotten) {
      timestamp += 1
      const lane = LANE_OF[task.type] ?? 'high'
      await site.queues[lane].add(task.type, task, { ...jobOptions(task.id), timestamp })
    }
    for (const queue of Object.values(site.queues)) await queue.trimEvents(0)
    for (const task of [...early, ...removed]) await add(task)
    assert.equal(await site.queues.high.remove(removedJob.id), 1)
    await site.start(
      {
        'test.build': buildTask({ behaviour: doing('left') }),
        'test.raze': razeTask({ behaviour: doing('look') }),
      },
      { HIGH_CONCURRENCY: '2', NORMAL_CONCURRENCY: '2' },
    )
  })
  after(() => site[Symbol.asyncDispose]())

  it('is that in which they were added, across lanes, though no orchestrator was there', async () => {
    await site.ended(...early)
    assert.deepEqual(endsOf(await site.told(...early)), idsOf(early))
  })

  it('is that of their dates where BullMQ has forgotten the events', async () => {
    await site.ended(...forgotten)
    assert.deepEqual(endsOf(await site.told(...forgotten)), idsOf(forgotten))
  })

  it('passes over a job that was removed before anyone saw it', async () => {
    const others = removed.filter((task) => task !== removedJob)
    await site.ended(...others)
    assert.deepEqual(endsOf(await site.told(...removed)), idsOf(others))
    assert.equal(await site.redis.exists(taskKey(removedJob.id)), 0)
  })

  it('is that in which they are added while others run', async () => {
    const tasks = [byTurns(6), byTurns(6), byTurns(6)]
    for (let index = 0; index < 6; index += 1) {
      for (const line of tasks) await add(line[index] ?? assert.fail())
    }
    await site.ended(...tasks.flat())
    for (const line of tasks) assert.deepEqual(endsOf(await site.told(...line)), idsOf(line))
  })

  it('costs no slot: whoever waits for another lets those behind it go first', async () => {
    const holder = taskOf('test.raze')
    const [held, go] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    first.set(holder.id, async ({ act }) => {
      held.resolve(undefined)
      await go.promise
      await act()
    })
    await add(holder)
    await held.promise
    // More than the lane has slots for, all of them in wait for the one that is held.
    const waiting = Array.from({ length: 6 }, () => taskOf('test.build', holder.payload))
    for (const task of waiting) await add(task)
    const free = taskOf('test.build')
    await add(free)
    await site.ended(free)
    assert.deepEqual(endsOf(await site.told(holder, ...waiting)), [])
    go.resolve(undefined)
    await site.ended(...waiting)
    assert.deepEqual(endsOf(await site.told(holder, ...waiting)), idsOf([holder, ...waiting]))
  })

  it('lets high tasks wait for no normal ones', async () => {
    const go = Promise.withResolvers<undefined>()
    const stuffing = Array.from({ length: 6 }, () => taskOf('test.raze'))
    for (const { id } of stuffing)
      first.set(id, async () => {
        await go.promise
      })
    for (const task of stuffing) await add(task)
    const high = Array.from({ length: 6 }, () => taskOf('test.build'))
    for (const task of high) await add(task)
    await site.ended(...high)
    assert.deepEqual(endsOf(await site.told(...stuffing)), [])
    go.resolve(undefined)
    await site.ended(...stuffing)
  })

  it('holds for many tasks, soon enough', async () => {
    const tasks = Array.from({ length: 400 }, () => taskOf('test.raze'))
    const started = performance.now()
    await site.queues.normal.addBulk(tasks.map((task) => ({ name: task.type, data: task, opts: jobOptions(task.id) })))
    await site.ended(tasks.at(-1) ?? assert.fail())
    await site.heard(({ id }) => id === tasks[0]?.id)
    assert.ok(performance.now() - started < 20_000)
  })
})
