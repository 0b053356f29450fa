import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { REDACTED, statusChannel, taskKey, userChannel, type ParsedTask } from '#contract'
import { planTask } from '../../src/saga/plan.ts'
import { openEngine, type Engine } from './support/engine.ts'
import { buildTask, PARTS, partOf, SECRET, type Call } from './support/tasks.ts'

const namesOf = (task: ParsedTask): string[] => PARTS.map((part) => partOf(task.resource.slug, part)).sort()

describe('A run of a task', { concurrency: true, timeout: 120_000 }, () => {
  let engine: Engine
  before(async () => (engine = await openEngine('saga')))
  after(() => engine[Symbol.asyncDispose]())

  it('runs the steps of a stage at the same time, and the next stage when all of them are done', async () => {
    const [left, right] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    const order: string[] = []
    const meet =
      (own: PromiseWithResolvers<undefined>, other: PromiseWithResolvers<undefined>) =>
      async ({ step, act }: Call) => {
        own.resolve(undefined)
        await other.promise // One after the other, the first would wait for ever.
        await act()
        order.push(step)
      }
    const roof = async ({ step, act }: Call) => {
      order.push(step)
      await act()
    }
    const behaviour = { left: meet(left, right), right: meet(right, left), roof }
    const task = engine.task('test.build')
    assert.deepEqual(await engine.perform(buildTask({ behaviour }), task), { kind: 'completed' })
    assert.deepEqual([order.slice(0, 2).sort(), order[2]], [['left', 'right'], 'roof'])
  })

  it('has everything that a step makes in the ledger and in the journal before the step is called', async () => {
    const task = engine.task('test.build')
    const seen: string[] = []
    const look = async ({ step, act, tag }: Call) => {
      const parts = step === 'door' ? ['door', 'bell'] : [step]
      const [held, standing] = [await engine.ledger.of(tag.owner), await engine.standing(task)]
      for (const part of parts) {
        const name = partOf(task.resource.slug, part)
        assert.equal(held.find((thing) => thing.name === name)?.task, task.envelope.id, name)
        assert.ok(!standing.includes(name), name)
      }
      const entry = await engine.redis.hget(`slipway:journal:${task.envelope.id}`, `step:${step}`)
      assert.match(entry ?? '', /"state":"started"/)
      seen.push(step)
      await act()
    }
    const behaviour = { left: look, right: look, roof: look, door: look }
    assert.deepEqual(await engine.perform(buildTask({ behaviour }), task), { kind: 'completed' })
    assert.deepEqual(seen.sort(), ['door', 'left', 'right', 'roof'])
  })

  it('has planned what it declares, the ledger holds and the world has', async () => {
    const task = engine.task('test.build')
    const { steps } = await planTask(buildTask(), task, engine.env)
    assert.deepEqual(
      steps.map(({ name, stage }) => `${stage} ${name}`),
      ['1 left', '1 right', '2 roof', '3 look', '4 door'],
    )
    assert.deepEqual(
      [await engine.standing(task), await engine.ledgerOf(task), await engine.redis.exists(taskKey(task.envelope.id))],
      [[], [], 0],
    )
    await engine.perform(buildTask(), task)
    const planned = steps.flatMap(({ effects }) => effects)
    assert.deepEqual((await engine.record(task)).effects, planned)
    assert.deepEqual(planned.map(({ name }) => name).sort(), namesOf(task))
    assert.deepEqual(await engine.ledgerOf(task), namesOf(task))
    assert.deepEqual(await engine.standing(task), namesOf(task))
  })

  it('tells of every step in order, and of its end once on both channels', async () => {
    const task = engine.task('test.build')
    await engine.perform(buildTask(), task)
    const messages = await engine.messages(task)
    assert.deepEqual(
      [messages[0]?.type, messages.at(-1)?.type, messages.filter(({ type }) => type !== 'task.progress').length],
      ['task.created', 'task.completed', 2],
    )
    const progress = messages.slice(1)
    const percentages = progress.map(({ percentage }) => percentage)
    assert.deepEqual(
      percentages,
      percentages.toSorted((a, b) => a - b),
    )
    assert.ok(percentages.slice(0, -1).every((percentage) => percentage < 100))
    assert.equal(percentages.at(-1), 100)
    assert.ok(progress.every(({ total_steps }) => total_steps === 5))
    const firsts = ['left', 'roof', 'door'].map((step) =>
      progress.findIndex(({ message }) => message === `Making the ${step}`),
    )
    const lasts = ['right', 'roof'].map((step) =>
      progress.findLastIndex(({ message }) => message === `Making the ${step}`),
    )
    assert.ok((firsts[0] ?? -1) >= 0 && (lasts[0] ?? 0) < (firsts[1] ?? 0) && (lasts[1] ?? 0) < (firsts[2] ?? 0))

    const [status, ...more] = await engine.statuses(task)
    assert.deepEqual(more, [])
    assert.deepEqual(
      [status?.type, status?.status, status?.resource_id, status?.task_id],
      ['provision', 'active', task.resource.id, task.envelope.id],
    )
    const record = await engine.record(task)
    assert.deepEqual(
      [record.status, record.percentage, record.step, record.total_steps, record.attempt],
      ['completed', 100, 5, 5, 1],
    )
    assert.deepEqual(record.leftovers, [])
    assert.ok(record.started_at !== undefined && record.completed_at !== undefined)
  })

  it('publishes what it stores; the secret is in its status message on its channel, and nowhere else', async () => {
    const task = engine.task('test.build')
    const heard: [channel: string, text: string][] = []
    const ended = Promise.withResolvers<undefined>()
    using stack = new DisposableStack()
    const subscriber = stack.adopt(new Redis(engine.config.REDIS_URL), (redis) => redis.disconnect())
    subscriber.on('message', (channel, text) => {
      if (!text.includes(task.envelope.id)) return
      heard.push([channel, text])
      if (channel === statusChannel('team')) ended.resolve(undefined)
    })
    await subscriber.subscribe(statusChannel('team'), userChannel(task.envelope.user_id))
    await engine.perform(buildTask(), task)
    await ended.promise

    const stored = (await engine.told(task)).map(({ channel, data }): [string, string] => [channel, data])
    assert.deepEqual(heard.slice(0, -1), stored.slice(0, -1))
    assert.deepEqual(heard.at(-1)?.[1].replace(SECRET, REDACTED), stored.at(-1)?.[1])
    assert.ok(heard.at(-1)?.[1].includes(SECRET))
    assert.ok(!JSON.stringify(stored).includes(SECRET))
    assert.ok(!JSON.stringify(await engine.record(task)).includes(SECRET))
  })

  it('is recorded in the inventory, and not once more when it is begun again after its end', async () => {
    const task = engine.task('test.build')
    await engine.perform(buildTask(), task)
    const record = await engine.inventory.get('team', task.resource.id)
    assert.deepEqual([record?.status, record?.task_id, record?.slug], ['active', task.envelope.id, task.resource.slug])
    assert.deepEqual(await engine.inventory.bySlug('team', task.resource.slug), record)
    const told = await engine.told(task)
    await engine.admit(task)
    assert.deepEqual(await engine.lock.begin(task), { kind: 'ended' })
    assert.deepEqual(await engine.told(task), told)
    assert.ok((await engine.redis.ttl(taskKey(task.envelope.id))) > 23 * 3_600)
  })

  it('keeps the date of its first provisioning when it is provisioned again', async () => {
    const task = engine.task('test.build')
    await engine.perform(buildTask(), task)
    const first = await engine.inventory.get('team', task.resource.id)
    const again = engine.task('test.build', task)
    assert.deepEqual(await engine.perform(buildTask(), again), { kind: 'completed' })
    const second = await engine.inventory.get('team', task.resource.id)
    assert.deepEqual([second?.created_at, second?.task_id], [first?.created_at, again.envelope.id])
    assert.deepEqual(await engine.standing(task), namesOf(task))
  })
})
