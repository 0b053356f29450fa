import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { cancelKey, Failure, type ParsedTask } from '#contract'
import { CancelRequested, Handover } from '../../src/saga/errors.ts'
import type { Entry, Ending } from '../../src/saga/ports.ts'
import { NEVER, openEngine, type Engine } from './support/engine.ts'
import { buildTask, KEPT_PART, PARTS, partOf, razeTask, type Behaviour, type Call } from './support/tasks.ts'

const isLeaseLost = (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === 'LEASE_LOST'

describe('A run that is stopped from outside', { concurrency: true, timeout: 120_000 }, () => {
  let engine: Engine
  before(async () => (engine = await openEngine('stop')))
  after(() => engine[Symbol.asyncDispose]())

  const ends = async (task: ParsedTask): Promise<string[]> =>
    (await engine.messages(task))
      .map(({ type }) => type)
      .filter((type) => /\.(?:completed|failed|cancelled)$/.test(type))

  const cancelledClean = async (task: ParsedTask): Promise<void> => {
    assert.deepEqual([await ends(task), (await engine.statuses(task)).length], [['task.cancelled'], 1])
    const { status, error_code, percentage } = await engine.record(task)
    assert.deepEqual([status, error_code], ['cancelled', 'CANCELLED'])
    assert.ok(percentage < 100)
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [[], []])
    assert.equal(await engine.inventory.get('team', task.resource.id), undefined)
  }

  /** A team that stands, and the task that razes it. */
  const built = async (): Promise<ParsedTask> => {
    const task = engine.task('test.build')
    await engine.perform(buildTask(), task)
    return engine.task('test.raze', task)
  }

  for (const step of ['left', 'roof', 'look', 'door']) {
    it(`is undone when it is cancelled inside "${step}"`, async () => {
      const cancel = new AbortController()
      const stopping = async ({ act, signal }: Call) => {
        await act()
        cancel.abort(new CancelRequested())
        signal.throwIfAborted()
      }
      const task = engine.task('test.build')
      const outcome = await engine.perform(buildTask({ behaviour: { [step]: stopping } }), task, {
        signals: { cancel: cancel.signal },
      })
      assert.equal(outcome.kind, 'cancelled')
      await cancelledClean(task)
    })
  }

  it('touches nothing when it was cancelled before it began, and does not wait for its turn', async () => {
    const first = engine.task('test.build')
    await engine.admit(first)
    await engine.begin(first)
    const task = engine.task('test.build', first)
    await engine.admit(task)
    assert.deepEqual(await engine.lock.begin(task), { kind: 'waiting', blocker: first.envelope.id })
    await engine.redis.set(cancelKey(task.envelope.id), '1')
    const run = await engine.begin(task)
    const called = () => Promise.reject(new Error('it ran'))
    const behaviour: Behaviour = { left: called, right: called }
    assert.equal((await engine.run(buildTask({ behaviour }), run)).kind, 'cancelled')
    await cancelledClean(task)
    assert.equal(await engine.redis.exists(cancelKey(task.envelope.id)), 0)
  })

  it('is undone when it was cancelled between two attempts', async () => {
    const broken = () => Promise.reject(new Failure('FORGE_FAILED', 'broken'))
    const task = engine.task('test.build')
    assert.equal((await engine.perform(buildTask({ behaviour: { roof: broken } }), task)).kind, 'retry')
    assert.equal((await engine.standing(task)).length, 2)
    await engine.redis.set(cancelKey(task.envelope.id), '1')
    assert.equal((await engine.run(buildTask(), await engine.begin(task))).kind, 'cancelled')
    await cancelledClean(task)
  })

  it('is cancelled before its pivot, and changes nothing', async () => {
    const task = await built()
    const cancel = new AbortController()
    const look = () => {
      cancel.abort(new CancelRequested())
      return Promise.resolve()
    }
    const options = { signals: { cancel: cancel.signal } }
    assert.equal((await engine.perform(razeTask({ behaviour: { look } }), task, options)).kind, 'cancelled')
    assert.equal((await engine.standing(task)).length, PARTS.length)
    assert.equal((await engine.inventory.get('team', task.resource.id))?.status, 'active')
    assert.equal((await engine.record(task)).past_cancelling, undefined)
  })

  it('is carried through when it is cancelled past its pivot, and said so before', async () => {
    const task = await built()
    const cancel = new AbortController()
    const inside = async ({ act, signal }: Call) => {
      assert.equal((await engine.record(task)).past_cancelling, true)
      cancel.abort(new CancelRequested())
      assert.equal(signal.aborted, false)
      await act()
    }
    const options = { signals: { cancel: cancel.signal } }
    assert.deepEqual(await engine.perform(razeTask({ behaviour: { inside } }), task, options), { kind: 'completed' })
    assert.deepEqual(await ends(task), ['task.completed'])
    assert.deepEqual(await engine.standing(task), [partOf(task.resource.slug, KEPT_PART)])
    const [kept] = await engine.ledger.of(task.owner)
    assert.deepEqual([kept?.name, kept?.kept], [partOf(task.resource.slug, KEPT_PART), true])
    assert.equal(await engine.inventory.get('team', task.resource.id), undefined)
  })

  it('says what is left of a removal that fails, and the removal can be repeated', async () => {
    const task = await built()
    const walls = () => Promise.reject(new Failure('STACK_EXITED', 'no'))
    const outcome = await engine.perform(razeTask({ behaviour: { walls } }), task)
    const left = ['left', 'right', 'roof'].map((part) => partOf(task.resource.slug, part))
    assert.ok(outcome.kind === 'failed')
    assert.deepEqual(outcome.leftovers.map(({ name }) => name).sort(), left)
    assert.equal((await engine.inventory.get('team', task.resource.id))?.status, 'deleting')
    assert.deepEqual(await ends(task), ['task.failed'])
    assert.deepEqual(await engine.perform(razeTask(), engine.task('test.raze', task)), { kind: 'completed' })
    assert.deepEqual(await engine.standing(task), [partOf(task.resource.slug, KEPT_PART)])
  })

  it('is handed over: nothing is undone or told, and the next run carries on with what is done', async () => {
    const stop = new AbortController()
    const calls: string[] = []
    const noted = async ({ act, step }: Call) => {
      calls.push(step)
      await act()
    }
    const roof = async ({ act, signal }: Call) => {
      await act()
      stop.abort(new Handover())
      signal.throwIfAborted()
    }
    const task = engine.task('test.build')
    await assert.rejects(
      engine.perform(buildTask({ behaviour: { left: noted, right: noted, roof } }), task, {
        signals: { stop: stop.signal },
      }),
      Handover,
    )
    const { slug } = task.resource
    assert.deepEqual(
      await engine.standing(task),
      ['left', 'right', 'roof'].map((part) => partOf(slug, part)),
    )
    assert.deepEqual([await ends(task), (await engine.record(task)).status], [[], 'processing'])

    const again = buildTask({ behaviour: { left: noted, right: noted, roof: noted } })
    assert.deepEqual(await engine.run(again, await engine.begin(task)), { kind: 'completed' })
    assert.deepEqual(calls.sort(), ['left', 'right', 'roof'])
    assert.equal((await engine.record(task)).attempt, 2)
    // 2 is what `right` returned; `left` comes back from the journal as a Date, or this would be no number.
    assert.equal((await engine.record(task)).result?.total, 2)
  })

  it('stays undoing when it is handed over in the middle of its undo', async () => {
    const stop = new AbortController()
    const world = {
      undo: () => {
        stop.abort(new Handover())
        return Promise.reject(new Handover())
      },
    }
    const behaviour = { roof: () => Promise.reject(new Failure('STACK_EXITED', 'no')) }
    const task = engine.task('test.build')
    const definition = buildTask({ behaviour })
    await assert.rejects(engine.perform(definition, task, { world, signals: { stop: stop.signal } }), Handover)
    assert.deepEqual(await ends(task), [])
    const outcome = await engine.run(buildTask(), await engine.begin(task))
    assert.ok(outcome.kind === 'failed')
    assert.deepEqual([outcome.failure.code, await ends(task)], ['STACK_EXITED', ['task.failed']])
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [[], []])
  })

  it('makes nothing more once a later run was granted', async () => {
    const task = engine.task('test.build')
    const called: string[] = []
    const roof = async ({ act }: Call) => {
      await act()
      await engine.begin(task)
    }
    const door = ({ step }: Call) => {
      called.push(step)
      return Promise.resolve()
    }
    await assert.rejects(engine.perform(buildTask({ behaviour: { roof, door } }), task), isLeaseLost)
    assert.deepEqual([called, await ends(task), await engine.ledgerOf(task)].map(String), [
      '',
      '',
      ['left', 'right', 'roof'].map((part) => partOf(task.resource.slug, part)).join(),
    ])
    assert.deepEqual(await engine.run(buildTask(), await engine.begin(task)), { kind: 'completed' })
  })

  it('can neither write nor end with the fencing token of an earlier run', async () => {
    const task = engine.task('test.build')
    await engine.admit(task)
    const stale = await engine.begin(task)
    const current = await engine.begin(task)
    assert.deepEqual([stale.fence, current.fence], [1, 2])
    const progress = { step: 1, total_steps: 2, percentage: 50, message: 'stale' }
    const declared = [{ action: 'create', kind: 'directory', name: 'teams/stale', owner: task.owner }] as const
    const entry: Entry = {
      steps: { left: { state: 'done' } },
      failure: new Failure('INTERNAL', 'stale').toJSON(),
      declared,
      pastCancelling: true,
      progress,
    }
    const ending: Ending = { status: 'completed', metadata: {}, changes: [], progress, effects: [], leftovers: [] }
    const before = [await engine.told(task), await engine.record(task), await engine.ledgerOf(task)]
    await assert.rejects(engine.journal.record(stale, [entry]), isLeaseLost)
    await assert.rejects(engine.journal.close(stale, [entry], ending), isLeaseLost)
    assert.deepEqual([await engine.told(task), await engine.record(task), await engine.ledgerOf(task)], before)
    assert.equal(await engine.lock.isOpen(task.envelope.id), true)

    await engine.journal.close(current, [], ending)
    const told = await engine.told(task)
    const failed = { ...ending, status: 'failed', failure: new Failure('INTERNAL', 'twice').toJSON() } as const
    await assert.rejects(engine.journal.close(current, [entry], failed), isLeaseLost)
    await assert.rejects(engine.journal.record(current, [entry]), isLeaseLost)
    assert.deepEqual(await engine.told(task), told)
    assert.equal((await engine.record(task)).status, 'completed')
    assert.equal(await engine.lock.isOpen(task.envelope.id), false)
  })

  it('is refused before anything is changed when it is not allowed, and told of once', async () => {
    const definition = {
      ...buildTask(),
      prepare: () => Promise.reject(new Failure('HAS_CHILDREN', 'it holds something')),
    }
    const task = engine.task('test.build')
    const outcome = await engine.perform(definition, task, { signals: { stop: NEVER } })
    assert.ok(outcome.kind === 'failed')
    assert.deepEqual([outcome.failure.code, await ends(task)], ['HAS_CHILDREN', ['task.failed']])
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [[], []])
  })
})
