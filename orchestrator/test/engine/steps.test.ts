import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import {
  defineContract,
  EVENT_STREAM,
  Failure,
  readSteps,
  TASK_INDEX,
  taskKey,
  ToldStep,
  userChannel,
  type ParsedTask,
  type TaskStep,
} from '#contract'
import { createRejecter } from '../../src/redis/reject.ts'
import { defineTask } from '../../src/saga/define-task.ts'
import { Handover } from '../../src/saga/errors.ts'
import type { Journal, World } from '../../src/saga/ports.ts'
import type { TaskEnv } from '../../src/steps/task-env.ts'
import { openEngine, type Engine } from './support/engine.ts'
import { buildTask, razeTask, type Call } from './support/tasks.ts'

const refuse = (): Promise<never> => Promise.reject(new Failure('STACK_EXITED', 'it exited'))

describe('What those who look on see of a task', { concurrency: true, timeout: 120_000 }, () => {
  let engine: Engine
  before(async () => (engine = await openEngine('steps')))
  after(() => engine[Symbol.asyncDispose]())

  const stepsOf = async ({ envelope }: ParsedTask): Promise<TaskStep[]> =>
    readSteps(await engine.redis.hgetall(taskKey(envelope.id)))
  const statesOf = async (task: ParsedTask) =>
    Object.fromEntries((await stepsOf(task)).map(({ name, state, error_code }) => [name, error_code ?? state]))
  const showsOf = async (task: ParsedTask) =>
    Object.fromEntries((await stepsOf(task)).map(({ name, state }) => [name, state]))
  const entriesOf = async ({ envelope: { id } }: ParsedTask): Promise<Record<string, string>[]> => {
    const entries = await engine.redis.xrange(EVENT_STREAM, '-', '+')
    const objects = entries.map(([, fields]) => {
      const object: Record<string, string> = {}
      for (let at = 0; at + 1 < fields.length; at += 2) object[fields[at] ?? ''] = fields[at + 1] ?? ''
      return object
    })
    return objects.filter(({ task_id }) => task_id === id)
  }

  it('is the plan and each of its steps, with their times', async () => {
    const task = engine.task('test.build')
    const seen: Record<string, string>[] = []
    const look = async ({ act }: Pick<Call, 'act'>) => {
      await act()
      // What was only noted is written in the next turn of the event loop, and travels in order.
      await new Promise(setImmediate)
      seen.push(await showsOf(task))
    }
    await engine.admit(task)
    assert.deepEqual(await stepsOf(task), [])
    await engine.run(buildTask({ behaviour: { roof: look, look } }), await engine.begin(task))

    const waiting = { left: 'waiting', right: 'waiting', roof: 'waiting', look: 'waiting', door: 'waiting' }
    const walls = { ...waiting, left: 'done', right: 'done' }
    assert.deepEqual(seen, [
      { ...walls, roof: 'running' },
      { ...walls, roof: 'done', look: 'running' },
    ])
    const steps = await stepsOf(task)
    assert.deepEqual(
      steps.map(({ name, title, stage, state }) => `${stage} ${name} ${state} ${title}`),
      [
        ...['1 left done Making the left', '1 right done Making the right', '2 roof done Making the roof'],
        ...['3 look done Looking', '4 door done Making the door'],
      ],
    )
    const times = steps.flatMap(({ started_at = '', ended_at = '' }) => [started_at, ended_at])
    assert.ok(
      times.every((time) => /^\d{4}-.*Z$/.test(time)),
      times.join(),
    )
    assert.ok(steps.every(({ started_at = '', ended_at = '' }) => started_at <= ended_at))
    assert.ok((steps[2]?.started_at ?? '') >= (steps[1]?.started_at ?? ''))
  })

  it('costs steps without effects no write of their own', async () => {
    const contract = defineContract({
      ...{ type: 'test.idle', lane: 'high', operation: 'provision', endsAs: 'active', result: z.object({}) },
      payload: z.object({ team_id: z.string() }),
      resource: ({ team_id }) => ({ type: 'team', id: team_id, slug: team_id }),
      parents: () => [],
    })
    const run = () => Promise.resolve()
    const idle = defineTask<TaskEnv>()(contract, z.null(), () => Promise.resolve(null))
      .step('one', { title: 'One', run })
      .step('two', { title: 'Two', run })
      .completes(() => ({ metadata: {}, changes: [] }))
    const writes: string[] = []
    const journal: Journal = {
      record: (...args) => (writes.push('record'), engine.journal.record(...args)),
      close: (...args) => (writes.push('close'), engine.journal.close(...args)),
    }
    const task = { ...engine.task('test.build'), contract }
    await engine.perform(idle, task, { journal })
    assert.deepEqual([writes, await statesOf(task)], [['close'], { one: 'done', two: 'done' }])
  })

  it('is which step failed, of what, and how each was undone', async () => {
    const task = engine.task('test.build')
    await engine.perform(buildTask({ behaviour: { door: refuse } }), task)
    assert.deepEqual(await showsOf(task), {
      ...{ left: 'undone', right: 'undone', roof: 'undone', look: 'done', door: 'undone' },
    })
    assert.deepEqual((await statesOf(task))['door'], 'STACK_EXITED')

    const looking = engine.task('test.build')
    await engine.perform(buildTask({ behaviour: { look: refuse } }), looking)
    const steps = await stepsOf(looking)
    assert.deepEqual(
      steps.map(({ state }) => state),
      ['undone', 'undone', 'undone', 'failed', 'waiting'],
    )
    assert.equal(steps[3]?.error_code, 'STACK_EXITED')
    assert.ok(steps[3].started_at !== undefined && steps[3].ended_at !== undefined)
  })

  it('is what could not be undone, and of what that failed', async () => {
    const world: World = {
      undo: (effect, task, signal) =>
        effect.name.endsWith('-roof')
          ? Promise.reject(new Failure('NAME_TAKEN', 'no'))
          : engine.undoing.undo(effect, task, signal),
    }
    const task = engine.task('test.build')
    await engine.perform(buildTask({ behaviour: { door: refuse } }), task, { world })
    const [, , roof] = await stepsOf(task)
    assert.deepEqual([roof?.state, roof?.error_code], ['undo_failed', 'NAME_TAKEN'])
  })

  it('is that a step was stopped because another failed, or the task was cancelled', async () => {
    const stopped = ({ signal }: Call) =>
      new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
    const task = engine.task('test.build')
    const shown: Record<string, string>[] = []
    const world: World = {
      async undo(effect, id, signal) {
        if (shown.length === 0) shown.push(await showsOf(task))
        await engine.undoing.undo(effect, id, signal)
      },
    }
    await engine.perform(buildTask({ behaviour: { left: refuse, right: stopped } }), task, { world })
    assert.ok(['failed', 'undoing'].includes(shown[0]?.['right'] ?? ''), JSON.stringify(shown))
    const [left, right] = await stepsOf(task)
    assert.deepEqual([left?.error_code, right?.error_code], ['STACK_EXITED', undefined])
    const failed = (await entriesOf(task)).find(({ step }) => step === '{"name":"left","state":"failed"}')
    assert.match(failed?.['data'] ?? '', /Undoing, because: it exited/)
  })

  it('is of a task that is tried again what its latest run did', async () => {
    let runs = 0
    const roof = async ({ act }: Call) => {
      runs += 1
      if (runs === 1) throw new Failure('FORGE_FAILED', 'not now')
      await act()
    }
    const definition = buildTask({ behaviour: { roof } })
    const task = engine.task('test.build')
    assert.equal((await engine.perform(definition, task)).kind, 'retry')
    const waiting = (await stepsOf(task))[2]
    assert.deepEqual([waiting?.state, waiting?.error_code], ['failed', 'FORGE_FAILED'])
    const left = (await stepsOf(task))[0]
    await engine.run(definition, await engine.begin(task))
    const [leftAgain, , roofAgain] = await stepsOf(task)
    assert.deepEqual([leftAgain, roofAgain?.state, roofAgain?.error_code], [left, 'done', undefined])
    assert.ok((roofAgain?.started_at ?? '') >= (waiting?.ended_at ?? '?'))
  })

  it('is nothing else after a hand-over: whoever carries on tells', async () => {
    const stop = new AbortController()
    const task = engine.task('test.build')
    const roof = () => (stop.abort(new Handover()), Promise.reject(new Error('let go')))
    await assert.rejects(
      engine.perform(buildTask({ behaviour: { roof } }), task, { signals: { stop: stop.signal } }),
      Handover,
    )
    assert.equal((await statesOf(task))['roof'], 'running')
    await engine.run(buildTask(), await engine.begin(task))
    assert.deepEqual(new Set(Object.values(await statesOf(task))), new Set(['done']))
  })

  it('is that a removal failed, though nothing of it is undone', async () => {
    const built = engine.task('test.build')
    await engine.perform(buildTask(), built)
    const task = engine.task('test.raze', built)
    await engine.perform(razeTask({ behaviour: { walls: refuse } }), task)
    assert.deepEqual(await statesOf(task), { look: 'done', inside: 'done', walls: 'STACK_EXITED' })
  })

  it('stands beside each message in the stream: user, team, and the step that it tells of', async () => {
    const task = engine.task('test.build')
    await engine.perform(buildTask({ behaviour: { door: refuse } }), task)
    const entries = await entriesOf(task)
    const { user_id } = task.envelope
    assert.ok(entries.every(({ user, team }) => user === user_id && team === task.resource.id))
    const told = entries.map(({ step }) => (step === undefined ? '' : ToldStep.parse(JSON.parse(step))))
    const states = told.flatMap((step) => (step !== '' && step.name === 'door' ? [step.state] : []))
    assert.deepEqual(states, ['running', 'failed', 'undoing', 'undone'])
    assert.deepEqual([told[0], told.at(-2), told.at(-1)], ['', '', '']) // Neither beginning nor end is a step's.
    assert.deepEqual(Object.keys(entries[0] ?? {}).slice(0, 3), ['channel', 'task_id', 'data'])
    assert.ok(entries.every(({ data = '' }) => !data.includes('"step_') && !data.includes('team_id')))
  })

  it('is found in the index by when it was made, and knows its team', async () => {
    const task = engine.task('test.build')
    await engine.admit(task)
    const score = await engine.redis.zscore(TASK_INDEX, task.envelope.id)
    assert.equal(Number(score), Date.parse(task.envelope.created_at))
    assert.equal((await engine.record(task)).team_id, task.resource.id)

    const data = JSON.stringify({ ...task.envelope, id: 'from-the-future', created_at: '2999-01-01T00:00:00Z' })
    await engine.lock.admit([{ lane: 'high', number: 1, data }])
    assert.ok(Number(await engine.redis.zscore(TASK_INDEX, 'from-the-future')) <= Date.now())
  })

  it('knows the team of a workspace that stands, be it only by the time that the task begins', async () => {
    const sandbox = { sandbox_id: 'sb', workspace_id: 'ws', workspace_slug: 'shop', sandbox_slug: 'one' }
    const base = { type: 'sandbox.delete', user_id: 'u', created_at: new Date().toISOString(), payload: sandbox }
    const of = (id: string) => engine.parse({ ...base, id })
    const early = of('before-its-workspace')
    await engine.admit(early)
    assert.equal((await engine.record(early)).team_id, undefined)
    await engine.redis.hset('slipway:parents', 'workspace/shop', 'team#team-1')
    await engine.begin(early)
    assert.equal((await engine.record(early)).team_id, 'team-1')
    const late = of('after-its-workspace')
    await engine.admit(late)
    assert.equal((await engine.record(late)).team_id, 'team-1')
    assert.equal((await entriesOf(late))[0]?.['team'], 'team-1')
  })

  it('is indexed and has its user when it was refused', async () => {
    const at = new Date()
    const raw = { id: 'no-such', type: 'team.fly', payload: {}, user_id: 'somebody' }
    await createRejecter(engine.redis, undefined, () => at)(raw, new Failure('UNKNOWN_TASK_TYPE', 'no such thing'))
    assert.equal(Number(await engine.redis.zscore(TASK_INDEX, raw.id)), at.getTime())
    const refused = (await engine.redis.xrange(EVENT_STREAM, '-', '+')).map(([, fields]) => fields)
    const ours = refused.filter((fields) => fields.includes(raw.id))
    assert.deepEqual(
      ours.map(([, channel, , , , , ...rest]) => [channel, ...rest]),
      [
        [userChannel('somebody'), 'user', 'somebody'],
        ['team:status', 'user', 'somebody'],
      ],
    )
  })
})
