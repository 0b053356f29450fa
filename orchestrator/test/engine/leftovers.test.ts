import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { Failure, leftoverId, LEFTOVERS, type LeftoverRecord, type ParsedTask } from '#contract'
import { createWorld, type World } from '../../src/drivers/world.ts'
import { removeLeftover } from '../../src/sweeper/remove-leftover.ts'
import { sweep, type SweepDeps } from '../../src/sweeper/sweep.ts'
import { NEVER, openEngine, type Engine } from './support/engine.ts'
import { buildTask, PARTS, partOf } from './support/tasks.ts'

const codeIs = (code: string) => (thrown: unknown) => thrown instanceof Failure && thrown.code === code

describe('What a sweep can not set right', { timeout: 120_000 }, () => {
  let engine: Engine
  let world: World
  before(async () => {
    engine = await openEngine('leftovers')
    world = createWorld([engine.env.drivers.directories])
  })
  beforeEach(async () => {
    await sweep(depsWith({}), NEVER)
    await engine.redis.del(LEFTOVERS)
  })
  after(() => engine[Symbol.asyncDispose]())

  const depsWith = (over: Partial<World>): SweepDeps => {
    const { ledger, inventory, leftovers, isClaimed } = engine
    return {
      ...{ ledger, inventory, leftovers, isClaimed },
      world: { ...world, ...over },
      open: () => engine.lock.open(),
    }
  }
  const stuck: Partial<World> = { remove: () => Promise.reject(new Failure('DOCKER_UNAVAILABLE', 'not there')) }
  const built = async (): Promise<ParsedTask> => {
    const task = engine.task('test.build')
    assert.equal((await engine.perform(buildTask(), task)).kind, 'completed')
    return task
  }
  /** A directory whose owner is gone, and which could not be removed. */
  const stranded = async (): Promise<LeftoverRecord & { readonly task: string }> => {
    const tag = { owner: 'team:gone', task: 'long-gone' }
    const thing = { kind: 'directory', name: 'teams/stranded', owner: tag.owner } as const
    await engine.env.drivers.directories.ensureDirectory(thing.name, tag, NEVER)
    await sweep(depsWith(stuck), NEVER)
    const record = await engine.leftovers.find(leftoverId(thing))
    assert.ok(record !== undefined)
    return { ...record, task: tag.task }
  }
  const ask = (id: string, over: Partial<World> = {}) => removeLeftover({ id, by: 'tester' }, depsWith(over))
  const exists = async (name: string): Promise<boolean> =>
    (await world.list(NEVER)).found.some((thing) => thing.name === name)

  it('is written down with its reason, since when, and why; and goes when it is gone', async () => {
    const { task: _task, ...first } = await stranded()
    const { id, kind, name, owner, reason, failure, found_at, last_tried_at } = first
    assert.deepEqual(
      [kind, name, owner, reason, failure?.code],
      ['directory', 'teams/stranded', 'team:gone', 'not in the ledger', 'DOCKER_UNAVAILABLE'],
    )
    assert.ok(/^[0-9a-f]{16}$/.test(id) && found_at === last_tried_at)
    await sweep(depsWith(stuck), NEVER)
    const again = await engine.leftovers.find(id)
    assert.ok(again?.found_at === found_at && again.last_tried_at > last_tried_at)
    await sweep(depsWith({}), NEVER)
    assert.deepEqual(await engine.leftovers.all(), [])
  })

  it('is also what the ledger holds and the world does not', async () => {
    const task = await built()
    const lost = partOf(task.resource.slug, 'roof')
    await rm(join(engine.config.DATA_DIR, lost), { recursive: true })
    await sweep(depsWith({}), NEVER)
    const [record] = await engine.leftovers.all()
    assert.ok(record !== undefined)
    assert.deepEqual([record.name, record.reason, record.failure], [lost, 'missing', undefined])
    await assert.rejects(ask(record.id), codeIs('LEFTOVER_MISSING'))
    assert.ok((await engine.ledgerOf(task)).includes(lost))
    assert.equal((await engine.leftovers.all()).length, 1)

    const { owner, envelope } = task
    await engine.env.drivers.directories.ensureDirectory(lost, { owner, task: envelope.id }, NEVER)
    await sweep(depsWith({}), NEVER)
    assert.deepEqual(await engine.leftovers.all(), [])
  })

  it('stays written down while its kind can not be looked at, and can not be removed then', async () => {
    const { id, name } = await stranded()
    const failure = new Failure('FORGE_FAILED', 'no answer')
    const blind: Partial<World> = {
      list: () => Promise.resolve({ found: [], unlisted: [{ kinds: ['directory'], failure }] }),
    }
    await sweep(depsWith(blind), NEVER)
    assert.ok((await engine.leftovers.find(id)) !== undefined)
    await assert.rejects(ask(id, blind), failure)
    assert.ok(await exists(name))
  })

  it('is removed when somebody asks for it, alone', async () => {
    const { id, name } = await stranded()
    const other = { owner: 'team:gone', task: 'long-gone' }
    await engine.env.drivers.directories.ensureDirectory('teams/other', other, NEVER)
    assert.deepEqual(await ask(id), { removed: true })
    assert.deepEqual([await exists(name), await exists('teams/other')], [false, true])
    assert.deepEqual(await engine.leftovers.all(), [])
    await assert.rejects(ask(id), codeIs('LEFTOVER_NOT_FOUND'))
  })

  it('is told of why it still can not be removed', async () => {
    const { id, name, found_at } = await stranded()
    const answer = await ask(id, { remove: () => Promise.reject(new Failure('STACK_FAILED', 'still busy')) })
    assert.deepEqual([answer.removed, answer.failure?.code], [false, 'STACK_FAILED'])
    const record = await engine.leftovers.find(id)
    assert.deepEqual([record?.failure?.code, record?.found_at], ['STACK_FAILED', found_at])
    assert.ok(await exists(name))
  })

  it('is left alone once it belongs to somebody again', async () => {
    const task = engine.task('test.build')
    const roof = { kind: 'directory', name: partOf(task.resource.slug, 'roof'), owner: task.owner } as const
    await engine.env.drivers.directories.ensureDirectory(roof.name, { owner: task.owner, task: 'long-gone' }, NEVER)
    await sweep(depsWith(stuck), NEVER)
    const id = leftoverId(roof)
    await engine.admit(task)
    await assert.rejects(ask(id), codeIs('LEFTOVER_CLAIMED'))
    await engine.run(buildTask(), await engine.begin(task))
    await assert.rejects(ask(id), codeIs('LEFTOVER_NOT_FOUND'))
    assert.equal((await engine.leftovers.all()).length, 0)
    assert.deepEqual(await engine.standing(task), PARTS.map((part) => partOf(task.resource.slug, part)).sort())
  })

  it('is nothing that was not found by a sweep, whatever is asked', async () => {
    await assert.rejects(ask('0123456789abcdef'), codeIs('LEFTOVER_NOT_FOUND'))
    await assert.rejects(removeLeftover({ name: 'teams/other' }, depsWith({})), codeIs('INVALID_REQUEST'))
  })
})
