/** A task whose service is away, as a breaker tells: it waits, and costs nothing but time, for as long as is borne. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { cancelKey, Failure, type ParsedTask } from '#contract'
import type { Outcome } from '../../src/saga/run-saga.ts'
import type { World } from '../../src/saga/ports.ts'
import { journalKey } from '../../src/redis/keys.ts'
import { openEngine, type Engine, type RunOptions } from './support/engine.ts'
import { buildTask, PARTS, partOf, type Behaviour } from './support/tasks.ts'

const PROBE_MS = 1_234
const away = (): Failure => new Failure('SERVICE_UNAVAILABLE', 'taken to be down', { retryAfterMs: PROBE_MS })
const refuse = (): Promise<never> => Promise.reject(new Failure('STACK_EXITED', 'it exited with 7'))

const codeOf = (outcome: Outcome): string => (outcome.kind === 'completed' ? 'none' : outcome.failure.code)
const delayOf = (outcome: Outcome): number | undefined => (outcome.kind === 'retry' ? outcome.delayMs : undefined)

describe('A task whose service is away', { concurrency: true, timeout: 120_000 }, () => {
  let engine: Engine
  before(async () => (engine = await openEngine('outage')))
  after(() => engine[Symbol.asyncDispose]())

  const runAgain = async (task: ParsedTask, behaviour: Behaviour, options: RunOptions = {}): Promise<Outcome> =>
    engine.run(buildTask({ behaviour }), await engine.begin(task), options)
  const admitted = async (): Promise<ParsedTask> => {
    const task = engine.task('test.build')
    await engine.admit(task)
    return task
  }
  /** Has the task begin to wait earlier than it did. */
  const waitingFor = (task: ParsedTask, ms: number) =>
    engine.redis.hset(journalKey(task.envelope.id), 'waiting_since', String(Date.now() - ms))
  const waitingSince = async (task: ParsedTask): Promise<unknown> => {
    const since: unknown = JSON.parse(
      (await engine.redis.hget(journalKey(task.envelope.id), 'waiting_since')) ?? 'null',
    )
    return since
  }
  const nothingLeft = async (task: ParsedTask): Promise<void> => {
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [[], []])
    assert.deepEqual((await engine.record(task)).leftovers, [])
  }
  const roofAway: Behaviour = { roof: () => Promise.reject(away()) }

  it('waits until the next look at it, as often as need be, and uses up no attempt', async () => {
    const task = await admitted()
    for (let n = 0; n < 5; n += 1) {
      const outcome = await runAgain(task, roofAway)
      assert.deepEqual([delayOf(outcome), codeOf(outcome)], [PROBE_MS, 'SERVICE_UNAVAILABLE'])
    }
    assert.deepEqual(await runAgain(task, {}), { kind: 'completed' })
    assert.deepEqual(await engine.standing(task), PARTS.map((part) => partOf(task.resource.slug, part)).sort())
  })

  it('is not given up by an orchestrator that has not found out yet, until that has taken too long', async () => {
    const broken: Behaviour = { roof: () => Promise.reject(new Failure('FORGE_FAILED', 'nobody there')) }
    const task = await admitted()
    await runAgain(task, roofAway)
    const since = await waitingSince(task)
    for (let n = 0; n < 5; n += 1) assert.equal(delayOf(await runAgain(task, broken)), 4_000)
    assert.equal(await waitingSince(task), since)
    await waitingFor(task, 3_600_000)
    for (const delayMs of [4_000, 8_000]) assert.equal(delayOf(await runAgain(task, broken)), delayMs)
    const outcome = await runAgain(task, broken)
    assert.deepEqual([outcome.kind, codeOf(outcome)], ['failed', 'FORGE_FAILED'])
    await nothingLeft(task)
  })

  it('remembers through runs and orchestrators since when it waits, until it gets somewhere', async () => {
    const task = await admitted()
    const before = Date.now()
    await runAgain(task, roofAway)
    const since = await waitingSince(task)
    assert.ok(typeof since === 'number' && since >= before && since <= Date.now())
    await runAgain(task, roofAway)
    assert.equal(await waitingSince(task), since)
    await waitingFor(task, 1_000_000)
    const outcome = await runAgain(task, { door: () => Promise.reject(away()) })
    assert.equal(delayOf(outcome), PROBE_MS, 'the roof was made: it waits anew')
    const anew = await waitingSince(task)
    assert.ok(typeof anew === 'number' && anew > since)
  })

  it('fails with a code of its own when that has taken too long, and is undone', async () => {
    const task = await admitted()
    await runAgain(task, roofAway, { patienceMs: 60_000 })
    await waitingFor(task, 59_000)
    assert.equal((await runAgain(task, roofAway, { patienceMs: 60_000 })).kind, 'retry')
    await waitingFor(task, 60_000)
    const outcome = await runAgain(task, roofAway, { patienceMs: 60_000 })
    assert.deepEqual([outcome.kind, codeOf(outcome)], ['failed', 'SERVICE_UNAVAILABLE'])
    const { status, error_code } = await engine.record(task)
    assert.deepEqual([status, error_code], ['failed', 'SERVICE_UNAVAILABLE'])
    await nothingLeft(task)
  })

  it('waits with its undo as well, with a patience of its own, and then leaves nothing', async () => {
    // First what is undone first, so that nothing has been by then.
    let awayPart: string | undefined = 'roof'
    const asked: string[] = []
    const world: World = {
      undo: (effect, task, signal) => {
        asked.push(effect.name)
        return effect.name.endsWith(`-${awayPart}`) ? Promise.reject(away()) : engine.undoing.undo(effect, task, signal)
      },
    }
    const options = { world, patienceMs: 60_000 }
    const task = await admitted()
    await runAgain(task, roofAway, options)
    await waitingFor(task, 60_000)
    for (let n = 0; n < 5; n += 1) {
      const outcome = await runAgain(task, roofAway, options)
      assert.deepEqual([delayOf(outcome), codeOf(outcome)], [PROBE_MS, 'SERVICE_UNAVAILABLE'])
      await waitingFor(task, 30_000)
      if (n === 2) awayPart = 'left'
    }
    awayPart = undefined
    const outcome = await runAgain(task, roofAway, options)
    assert.equal(outcome.kind, 'failed')
    assert.equal(asked.filter((name) => name.endsWith('-right')).length, 1, 'what was undone is not undone again')
    await nothingLeft(task)
  })

  it('names what it could not undo when that has taken too long, too', async () => {
    const world: World = { undo: () => Promise.reject(away()) }
    const task = await admitted()
    assert.equal((await runAgain(task, { roof: refuse }, { world, patienceMs: 60_000 })).kind, 'retry')
    await waitingFor(task, 60_000)
    const outcome = await runAgain(task, { roof: refuse }, { world, patienceMs: 60_000 })
    assert.ok(outcome.kind === 'failed')
    assert.equal(outcome.failure.code, 'STACK_EXITED')
    const names = ['left', 'right', 'roof'].map((part) => partOf(task.resource.slug, part))
    assert.deepEqual(outcome.leftovers.map(({ name }) => name).sort(), names)
  })

  it('fails at once when another step of the stage can never work, whichever failed first', async () => {
    const failed = Promise.withResolvers<undefined>()
    const left = (): Promise<never> => {
      failed.resolve(undefined)
      return Promise.reject(away())
    }
    const right = async (): Promise<never> => {
      await failed.promise
      await new Promise(setImmediate)
      return refuse()
    }
    const task = await admitted()
    const outcome = await runAgain(task, { left, right })
    assert.deepEqual([outcome.kind, codeOf(outcome)], ['failed', 'STACK_EXITED'])
    await nothingLeft(task)
  })

  it('does not begin what it could not take back either: a cancel then ends it at once', async () => {
    const undone: string[] = []
    const calls: string[] = []
    const world: World = {
      unavailable: ({ name }) => (name.endsWith('-right') ? away() : undefined),
      undo(effect, task, signal) {
        undone.push(effect.name)
        return engine.undoing.undo(effect, task, signal)
      },
    }
    const right: Behaviour = {
      right({ act }) {
        calls.push('right')
        return act()
      },
    }
    const task = await admitted()
    assert.equal(delayOf(await runAgain(task, right, { world })), PROBE_MS)
    assert.deepEqual(await engine.ledgerOf(task), [partOf(task.resource.slug, 'left')])
    await engine.redis.set(cancelKey(task.envelope.id), '1')
    const outcome = await runAgain(task, right, { world })
    assert.equal(outcome.kind, 'cancelled')
    assert.deepEqual([calls, undone], [[], [partOf(task.resource.slug, 'left')]])
    await nothingLeft(task)
  })
})
