import assert from 'node:assert/strict'
import { rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Failure, type ParsedTask } from '#contract'
import { createWorld } from '../../src/drivers/world.ts'
import type { Outcome } from '../../src/saga/run-saga.ts'
import type { World } from '../../src/saga/ports.ts'
import { sweep } from '../../src/sweeper/sweep.ts'
import { NEVER, openEngine, type Engine } from './support/engine.ts'
import { buildTask, PARTS, partOf, type Call } from './support/tasks.ts'

const refuse = (): Promise<never> => Promise.reject(new Failure('STACK_EXITED', 'it exited with 7'))

const codeOf = (outcome: Outcome): string => (outcome.kind === 'completed' ? 'none' : outcome.failure.code)

/** Waits until it is told to stop, and then says why. */
const untilStopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  })

describe('A run that fails', { concurrency: true, timeout: 120_000 }, () => {
  let engine: Engine
  before(async () => (engine = await openEngine('undo')))
  after(() => engine[Symbol.asyncDispose]())

  const nothingLeft = async (task: ParsedTask): Promise<void> => {
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [[], []])
    assert.ok(!(await engine.ledger.owners()).includes(task.owner))
    assert.equal(await engine.inventory.get('team', task.resource.id), undefined)
  }

  /** The task has failed with this code, and was told of once. */
  const failedOnce = async (task: ParsedTask, code: string): Promise<void> => {
    const record = await engine.record(task)
    assert.deepEqual([record.status, record.error_code], ['failed', code])
    assert.ok(record.percentage < 100)
    const ends = (await engine.messages(task)).filter(({ type }) => !['task.created', 'task.progress'].includes(type))
    assert.deepEqual(
      ends.map(({ type, error_code }) => [type, error_code]),
      [['task.failed', code]],
    )
    assert.deepEqual(
      (await engine.statuses(task)).map(({ status, error_code }) => [status, error_code]),
      [['failed', code]],
    )
  }

  it('is undone in reverse, what failed first, and ends once', async () => {
    const door = async ({ act }: Call) => {
      await act()
      await refuse()
    }
    const task = engine.task('test.build')
    const outcome = await engine.perform(buildTask({ behaviour: { door } }), task)
    assert.deepEqual([outcome.kind, codeOf(outcome)], ['failed', 'STACK_EXITED'])
    await failedOnce(task, 'STACK_EXITED')
    await nothingLeft(task)
    assert.match((await engine.record(task)).error ?? '', /it exited with 7/)

    const said = (await engine.messages(task)).map(({ message }) => message)
    const at = (message: string) => said.indexOf(message)
    const order = ['door', 'roof'].flatMap((step) => [
      at(`Undoing: Making the ${step}`),
      at(`Undone: Making the ${step}`),
    ])
    for (const step of ['left', 'right']) {
      const whole = [...order, at(`Undoing: Making the ${step}`), at(`Undone: Making the ${step}`)]
      assert.ok(whole.every((index) => index > 0))
      assert.deepEqual(
        whole,
        whole.toSorted((a, b) => a - b),
      )
    }
  })

  it('undoes the step that failed before it had made anything, and nothing of steps that never started', async () => {
    const asked: string[] = []
    const world: World = {
      undo: (effect, owner, signal) => {
        asked.push(effect.name)
        return engine.undoing.undo(effect, owner, signal)
      },
    }
    const task = engine.task('test.build')
    await engine.perform(buildTask({ behaviour: { roof: refuse } }), task, { world })
    assert.deepEqual(
      asked.sort(),
      ['left', 'right', 'roof'].map((part) => partOf(task.resource.slug, part)),
    )
    await failedOnce(task, 'STACK_EXITED')
    await nothingLeft(task)
  })

  it('stops the other steps of its stage and waits for them: what they make on the way is undone', async () => {
    const making = Promise.withResolvers<undefined>()
    const left = async ({ tag, signal }: Call) => {
      making.resolve(undefined)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      // It is told to stop, and does so only after it has made what it was about to make.
      const path = partOf(task.resource.slug, 'left')
      await engine.env.drivers.directories.ensureDirectory(path, tag, NEVER)
      made = true
      signal.throwIfAborted()
    }
    const right = async () => {
      await making.promise
      await refuse()
    }
    let made = false
    const task = engine.task('test.build')
    await engine.perform(buildTask({ behaviour: { left, right } }), task)
    assert.equal(made, true)
    await failedOnce(task, 'STACK_EXITED')
    await nothingLeft(task)
  })

  it('undoes a call that ran out of time and had worked all the same', async () => {
    const roof = async ({ act, signal }: Call) => {
      await act()
      await untilStopped(signal)
    }
    const definition = buildTask({ behaviour: { roof }, timeoutMs: 300 })
    const task = engine.task('test.build')
    await engine.admit(task)
    for (const delayMs of [4_000, 8_000]) {
      const outcome = await engine.run(definition, await engine.begin(task))
      assert.deepEqual([outcome.kind === 'retry' && outcome.delayMs, codeOf(outcome)], [delayMs, 'TIMEOUT'])
      assert.ok((await engine.standing(task)).includes(partOf(task.resource.slug, 'roof')))
      assert.equal((await engine.record(task)).status, 'processing')
    }
    assert.equal((await engine.run(definition, await engine.begin(task))).kind, 'failed')
    await failedOnce(task, 'TIMEOUT')
    assert.equal((await engine.record(task)).attempt, 3)
    await nothingLeft(task)
  })

  it('gives up a call that neither answers nor obeys, ten seconds after it was told to stop', async () => {
    const called: string[] = []
    const roof = ({ step }: Call) => {
      called.push(step)
      return new Promise<void>(() => undefined)
    }
    const started = performance.now()
    const task = engine.task('test.build')
    const outcome = await engine.perform(buildTask({ behaviour: { roof }, timeoutMs: 300 }), task)
    assert.deepEqual([outcome.kind, codeOf(outcome), called], ['retry', 'TIMEOUT', ['roof']])
    const seconds = (performance.now() - started) / 1_000
    assert.ok(seconds >= 10 && seconds < 20, `${seconds} s`)
  })

  it('waits for a service that throttles for as long as it says, and counts that for nothing', async () => {
    const failures = [
      new Failure('FORGE_FAILED', 'slow down', { class: 'throttled', retryAfterMs: 1_234 }),
      new Failure('FORGE_FAILED', 'slow down', { class: 'throttled', retryAfterMs: 99 }),
      new Failure('FORGE_FAILED', 'slow down', { class: 'throttled' }),
      new Failure('FORGE_FAILED', 'broken'),
    ]
    const roof = ({ act }: Call): Promise<void> => {
      const failure = failures.shift()
      return failure === undefined ? act() : Promise.reject(failure)
    }
    const definition = buildTask({ behaviour: { roof } })
    const task = engine.task('test.build')
    await engine.admit(task)
    for (const delayMs of [1_234, 99, 30_000, 4_000]) {
      const outcome = await engine.run(definition, await engine.begin(task))
      assert.equal(outcome.kind === 'retry' && outcome.delayMs, delayMs)
    }
    assert.deepEqual(await engine.run(definition, await engine.begin(task)), { kind: 'completed' })
    assert.equal((await engine.record(task)).attempt, 5)
  })

  it('lets the other steps of its stage end when it may work later, and does not run them again', async () => {
    const calls: string[] = []
    const failed = Promise.withResolvers<undefined>()
    const right = async ({ act, step, signal }: Call) => {
      calls.push(step)
      await failed.promise
      assert.equal(signal.aborted, false)
      await act()
    }
    const left = async ({ act, step }: Call) => {
      calls.push(step)
      if (calls.filter((name) => name === 'left').length > 1) return act()
      setTimeout(() => failed.resolve(undefined), 20)
      throw new Failure('FORGE_FAILED', 'broken')
    }
    const definition = buildTask({ behaviour: { left, right } })
    const task = engine.task('test.build')
    assert.equal((await engine.perform(definition, task)).kind, 'retry')
    assert.deepEqual(await engine.run(definition, await engine.begin(task)), { kind: 'completed' })
    assert.deepEqual(calls.sort(), ['left', 'left', 'right'])
  })

  it('leaves what an earlier task made for the same owner', async () => {
    const first = engine.task('test.build')
    const held = async () => (await engine.ledger.of(first.owner)).toSorted((a, b) => a.name.localeCompare(b.name))
    await engine.perform(buildTask(), first)
    const before = await held()
    const again = engine.task('test.build', first)
    await engine.perform(buildTask({ behaviour: { door: refuse } }), again)
    await failedOnce(again, 'STACK_EXITED')
    assert.deepEqual(await engine.standing(first), PARTS.map((part) => partOf(first.resource.slug, part)).sort())
    assert.deepEqual(await held(), before)
    assert.equal((await engine.inventory.get('team', first.resource.id))?.task_id, first.envelope.id)
  })

  it('leaves what belongs to somebody else', async () => {
    const task = engine.task('test.build')
    const tag = { owner: 'team:somebody-else', task: 'theirs' }
    const taken = partOf(task.resource.slug, 'roof')
    await engine.env.drivers.directories.ensureDirectory(taken, tag, NEVER)
    await engine.perform(buildTask(), task)
    await failedOnce(task, 'NAME_TAKEN')
    await nothingLeft(task)
    const [theirs] = (await engine.env.drivers.directories.list(NEVER)).filter(({ name }) => name === taken)
    assert.deepEqual(theirs, { kind: 'directory', name: taken, ...tag })
    await engine.env.drivers.directories.remove({ kind: 'directory', name: taken }, tag, NEVER)
  })

  it('tries an undo again', async () => {
    let failures = 0
    const world: World = {
      undo: (effect, task, signal) => {
        if (!effect.name.endsWith('-roof') || (failures += 1) > 1) return engine.undoing.undo(effect, task, signal)
        return Promise.reject(new Failure('DOCKER_UNAVAILABLE', 'not there'))
      },
    }
    const task = engine.task('test.build')
    const outcome = await engine.perform(buildTask({ behaviour: { door: refuse } }), task, { world })
    assert.ok(outcome.kind === 'failed')
    assert.deepEqual([failures, outcome.leftovers], [2, []])
    await nothingLeft(task)
  })

  it('waits with an undo for a service that throttles, for as long as it says, and goes on where it was', async () => {
    const waits = [1_234, 99]
    const asked: string[] = []
    const world: World = {
      undo: (effect, task, signal) => {
        asked.push(effect.name)
        const retryAfterMs = effect.name.endsWith('-left') ? waits.shift() : undefined
        if (retryAfterMs === undefined) return engine.undoing.undo(effect, task, signal)
        return Promise.reject(new Failure('FORGE_THROTTLED', 'slow down', { retryAfterMs }))
      },
    }
    const definition = buildTask({ behaviour: { roof: refuse } })
    const task = engine.task('test.build')
    await engine.admit(task)
    for (const delayMs of [1_234, 99]) {
      const outcome = await engine.run(definition, await engine.begin(task), { world })
      assert.deepEqual([outcome.kind === 'retry' && outcome.delayMs, codeOf(outcome)], [delayMs, 'FORGE_THROTTLED'])
    }
    const outcome = await engine.run(definition, await engine.begin(task), { world })
    assert.ok(outcome.kind === 'failed')
    assert.deepEqual(outcome.leftovers, [])
    const count = (part: string) => asked.filter((name) => name.endsWith(`-${part}`)).length
    assert.deepEqual([count('roof'), count('right'), count('left')], [1, 1, 3])
    await failedOnce(task, 'STACK_EXITED')
    await nothingLeft(task)
  })

  it('carries on past what it can not undo, reports it, and leaves it to the sweeper', async () => {
    let tries = 0
    const world: World = {
      undo: (effect, task, signal) => {
        if (!effect.name.endsWith('-roof')) return engine.undoing.undo(effect, task, signal)
        tries += 1
        return Promise.reject(new Failure('DOCKER_UNAVAILABLE', 'not there'))
      },
    }
    const task = engine.task('test.build')
    const outcome = await engine.perform(buildTask({ behaviour: { door: refuse } }), task, { world })
    const left = partOf(task.resource.slug, 'roof')
    assert.ok(outcome.kind === 'failed')
    assert.deepEqual(
      [tries, outcome.failure.code, outcome.leftovers.map(({ name }) => name)],
      [4, 'STACK_EXITED', [left]],
    )
    await failedOnce(task, 'STACK_EXITED')
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [[left], [left]])
    assert.deepEqual((await engine.record(task)).leftovers, outcome.leftovers)
    const said = (await engine.messages(task)).map(({ message }) => message)
    assert.ok(said.includes('Could not undo: Making the roof (DOCKER_UNAVAILABLE: not there)'), said.join('\n'))

    const { directories } = engine.env.drivers
    const real = createWorld([directories])
    const { ledger, inventory, leftovers, isClaimed } = engine
    const open = () => engine.lock.open()
    const swept = await sweep({ world: real, ledger, inventory, leftovers, open, isClaimed }, NEVER)
    assert.ok(swept.removed.some(({ name, reason }) => name === left && reason === 'its owner is gone'))
    await nothingLeft(task)
  })

  it('does not try an undo again that can never work', async () => {
    const task = engine.task('test.build')
    const path = join(engine.config.DATA_DIR, partOf(task.resource.slug, 'roof'))
    // A link in its place: the driver refuses to follow it, however often it is asked.
    const door = async () => {
      await rename(path, `${path}-moved`)
      await symlink(`${path}-moved`, path)
      await refuse()
    }
    const started = performance.now()
    const outcome = await engine.perform(buildTask({ behaviour: { door } }), task)
    assert.ok(outcome.kind === 'failed')
    assert.deepEqual(
      outcome.leftovers.map(({ name }) => name),
      [partOf(task.resource.slug, 'roof')],
    )
    assert.ok(performance.now() - started < 3_000)
  })
})
