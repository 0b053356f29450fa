import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Failure, type ParsedTask } from '#contract'
import { createWorld, type World } from '../../src/drivers/world.ts'
import { sweep, type SweepReport } from '../../src/sweeper/sweep.ts'
import { NEVER, openEngine, type Engine } from './support/engine.ts'
import { buildTask, KEPT_PART, PARTS, partOf, razeTask } from './support/tasks.ts'

describe('The sweeper', { timeout: 120_000 }, () => {
  let engine: Engine
  let world: World
  before(async () => {
    engine = await openEngine('sweeper')
    const { directories } = engine.env.drivers
    world = createWorld([directories])
  })
  after(() => engine[Symbol.asyncDispose]())

  const swept = (over: Partial<World> = {}, signal = NEVER): Promise<SweepReport> =>
    sweep(
      {
        world: { ...world, ...over },
        ledger: engine.ledger,
        inventory: engine.inventory,
        leftovers: engine.leftovers,
        open: () => engine.lock.open(),
        isClaimed: engine.isClaimed,
      },
      signal,
    )
  const make = (name: string, tag: { owner: string; task: string }): Promise<void> =>
    engine.env.drivers.directories.ensureDirectory(name, tag, NEVER)
  const built = async (): Promise<ParsedTask> => {
    const task = engine.task('test.build')
    assert.equal((await engine.perform(buildTask(), task)).kind, 'completed')
    return task
  }
  const partsOf = (task: ParsedTask): string[] => PARTS.map((part) => partOf(task.resource.slug, part)).sort()

  it('removes nothing of what stands where the ledger says', async () => {
    const task = await built()
    const { removed, failed, missing, standing } = await swept()
    assert.deepEqual([removed, failed, missing, standing], [[], [], [], PARTS.length])
    assert.deepEqual(await engine.standing(task), partsOf(task))
  })

  it('removes what carries our tag and no ledger knows', async () => {
    const task = await built()
    const orphan = { kind: 'directory' as const, name: 'teams/orphan', owner: task.owner, task: 'long-gone' }
    await make(orphan.name, orphan)
    const { removed } = await swept()
    assert.deepEqual(removed, [{ ...orphan, reason: 'not in the ledger' }])
    assert.deepEqual(await engine.standing(task), partsOf(task))
  })

  it('takes nothing for an orphan that another task has made under the name meanwhile', async () => {
    const orphan = { owner: 'team:gone', task: 'long-gone' }
    const name = 'teams/made-again'
    await make(name, orphan)
    const remake: World['remove'] = async (thing, claim, signal) => {
      await world.remove(thing, { owner: orphan.owner }, signal)
      await make(name, { owner: orphan.owner, task: 'a-new-one' })
      await world.remove(thing, claim, signal)
    }
    await swept({ remove: remake })
    const [found] = (await world.list(NEVER)).found.filter((thing) => thing.name === name)
    assert.equal(found?.task, 'a-new-one')
    await world.remove({ kind: 'directory', name }, { owner: orphan.owner }, NEVER)
  })

  it('removes what belongs to somebody who is gone, and takes it out of the ledger', async () => {
    const task = await built()
    await engine.redis.hdel('inventory:team', task.resource.id)
    const { removed } = await swept()
    assert.deepEqual(
      removed.map(({ name, reason }) => [name, reason]).sort(),
      partsOf(task).map((name) => [name, 'its owner is gone']),
    )
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [[], []])
    assert.ok(!(await engine.ledger.owners()).includes(task.owner))
  })

  it('leaves what was kept on purpose', async () => {
    const task = await built()
    await engine.perform(razeTask(), engine.task('test.raze', task))
    const kept = partOf(task.resource.slug, KEPT_PART)
    const { removed } = await swept()
    assert.deepEqual([removed, await engine.standing(task), await engine.ledgerOf(task)], [[], [kept], [kept]])
  })

  it('leaves what a task that waits may be about to adopt', async () => {
    const task = engine.task('test.build')
    const left = {
      kind: 'directory' as const,
      name: partOf(task.resource.slug, 'roof'),
      owner: task.owner,
      task: 'failed-long-ago',
    }
    await make(left.name, left)
    await engine.admit(task)
    assert.deepEqual((await swept()).removed, [])
    assert.deepEqual(await engine.standing(task), [left.name])
    await engine.run(
      buildTask({ behaviour: { roof: () => Promise.reject(new Failure('NAME_TAKEN', 'no')) } }),
      await engine.begin(task),
    )
    assert.deepEqual((await swept()).removed, [{ ...left, reason: 'not in the ledger' }])
  })

  it('leaves what a task that has not ended works on', async () => {
    const task = engine.task('test.build')
    await engine.admit(task)
    const run = await engine.begin(task)
    const seen: SweepReport[] = []
    const look = async () => {
      // Declared and made, declared and not yet made, made and not declared: all of it is the task's business.
      await make('teams/undeclared', { owner: task.owner, task: task.envelope.id })
      seen.push(await swept())
      await world.remove({ kind: 'directory', name: 'teams/undeclared' }, { owner: task.owner }, NEVER)
    }
    const behaviour = {
      roof: async ({ act }: { act: () => Promise<void> }) => {
        await look()
        await act()
      },
      look,
    }
    assert.deepEqual(await engine.run(buildTask({ behaviour }), run), { kind: 'completed' })
    assert.deepEqual(
      seen.map(({ removed, missing }) => [removed, missing]),
      [
        [[], []],
        [[], []],
      ],
    )
    assert.deepEqual(await engine.standing(task), partsOf(task))
  })

  it('reports what the ledger holds and the world does not, and leaves it in the ledger', async () => {
    const task = await built()
    const lost = partOf(task.resource.slug, 'roof')
    await rm(join(engine.config.DATA_DIR, lost), { recursive: true })
    for (let round = 0; round < 2; round += 1) {
      const { removed, missing } = await swept()
      assert.deepEqual([removed, missing], [[], [{ kind: 'directory', name: lost }]])
    }
    assert.ok((await engine.ledgerOf(task)).includes(lost))
    await make(lost, { owner: task.owner, task: task.envelope.id })
  })

  it('reports what it can not remove, goes on with the rest, and removes it the next time', async () => {
    const task = await built()
    await engine.redis.hdel('inventory:team', task.resource.id)
    const roof = partOf(task.resource.slug, 'roof')
    const remove: World['remove'] = (thing, claim, signal) =>
      thing.name === roof ? Promise.reject(new Error('not now')) : world.remove(thing, claim, signal)
    const { removed, failed } = await swept({ remove })
    assert.deepEqual(
      [removed.length, failed.map(({ name, failure }) => [name, failure.code])],
      [PARTS.length - 1, [[roof, 'INTERNAL']]],
    )
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [[roof], [roof]])
    assert.deepEqual(
      (await swept()).removed.map(({ name }) => name),
      [roof],
    )
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [[], []])
  })

  it('stops when it is told to', async () => {
    const reason = new Error('shutting down')
    await assert.rejects(swept({}, AbortSignal.abort(reason)), reason)
  })

  it('tells what it could not look at, and goes on with the rest', async () => {
    const failure = new Failure('DOCKER_UNAVAILABLE', 'not there')
    const blind = {
      kinds: ['stack'] as const,
      remove: () => Promise.reject(failure),
      list: () => Promise.reject(failure),
    }
    const { directories } = engine.env.drivers
    const { ledger, inventory, leftovers, isClaimed } = engine
    const both = createWorld([blind, directories])
    const open = () => engine.lock.open()
    const report = await sweep({ world: both, ledger, inventory, leftovers, open, isClaimed }, NEVER)
    assert.deepEqual(
      report.unlisted.map(({ kinds, failure: { code } }) => ({ kinds, code })),
      [{ kinds: ['stack'], code: 'DOCKER_UNAVAILABLE' }],
    )
    assert.ok(report.missing.every(({ kind }) => kind !== 'stack'))
  })
})
