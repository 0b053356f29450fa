/** What stands is suspended and woken, a part of a team at a time. Takes about 30 seconds. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { checkoutOf, fullSlug, ownerKey, type ResourceType, type TaskRecord } from '#contract'
import { assertActive, assertSwept, endOf } from './support/ended.ts'
import { install, type Installation } from './support/installation.ts'
import { fresh, sandbox, team, workspace, type Resource, type TaskRequest } from './support/tasks.ts'
import { ownerLabel } from './support/world.ts'

describe('suspending and waking', { timeout: 300_000 }, () => {
  const [ours, shop, one, two] = [fresh('power'), fresh('shop'), fresh('s'), fresh('s')] as const
  const all: Readonly<Record<string, readonly [ResourceType, Resource]>> = {
    team: ['team', ours],
    shop: ['workspace', shop],
    one: ['sandbox', one],
    two: ['sandbox', two],
  }
  let slip: Installation

  const run = async (request: TaskRequest): Promise<TaskRecord> => endOf(slip, await slip.enqueue(request))
  const done = async (request: TaskRequest): Promise<TaskRecord> => {
    const record = await run(request)
    assert.equal(record.status, 'completed', record.error)
    return record
  }
  const refused = async (request: TaskRequest, code: string): Promise<void> => {
    const { status, error_code, leftovers } = await run(request)
    assert.deepEqual([status, error_code, leftovers], ['failed', code, []])
  }

  /** Which of all run by the engine, which has to be what the inventory says of them. */
  const awake = async (): Promise<string[]> => {
    const records = await slip.resources()
    const names: string[] = []
    for (const [name, [type, { id }]] of Object.entries(all)) {
      const filters = { label: [ownerLabel(ownerKey(type, id))] }
      const running = (await slip.docker.listContainers({ filters })).length > 0
      const record = records.find((each) => each.type === type && each.id === id)
      assert.equal(record?.status, running ? 'active' : 'suspended', name)
      assert.equal(typeof record.metadata['url'], running ? 'string' : 'undefined', name)
      if (running) names.push(name)
    }
    return names
  }

  before(async () => {
    slip = await install()
    for (const request of [
      team.provision(ours),
      workspace.provision(shop, ours),
      sandbox.provision(shop, one),
      sandbox.provision(shop, two),
    ])
      await assertActive(slip, await run(request))
  })
  after(() => slip[Symbol.asyncDispose]())

  it('is of a sandbox alone, and a restart of its team leaves it asleep', async () => {
    await done(sandbox.suspend(shop, one))
    assert.deepEqual(await awake(), ['team', 'shop', 'two'])
    await done(team.restart(ours))
    await done(workspace.restart(shop))
    assert.deepEqual(await awake(), ['team', 'shop', 'two'])
    const { result } = await done(sandbox.restart(shop, one))
    assert.deepEqual(await awake(), ['team', 'shop', 'one', 'two'])
    assert.equal((await fetch(`${String(result?.['url'])}/health`)).status, 200)
  })

  it('gives a sandbox that runs another process, and its data back', async () => {
    const startOf = async (): Promise<unknown> => {
      const filters = { label: [ownerLabel(ownerKey('sandbox', two.id))] }
      const [container] = await slip.docker.listContainers({ filters })
      assert.ok(container !== undefined)
      return (await slip.docker.getContainer(container.Id).inspect()).State.StartedAt
    }
    const before = await startOf()
    await done(sandbox.restart(shop, two))
    assert.notEqual(await startOf(), before)
    assert.deepEqual(await awake(), ['team', 'shop', 'one', 'two'])
  })

  it('is of a workspace with its sandboxes; nothing in it is started or made until it wakes', async () => {
    const { result } = await done(workspace.suspend(shop))
    assert.deepEqual(await awake(), ['team'])
    const affected = [one, two].map(({ id }) => ({ resource_type: 'sandbox', resource_id: id, status: 'suspended' }))
    assert.deepEqual(new Set(z.array(z.unknown()).parse(result?.['affected'])), new Set(affected))
    await refused(sandbox.restart(shop, one), 'PARENT_SUSPENDED')
    await refused(sandbox.provision(shop, fresh('s')), 'PARENT_SUSPENDED')
    await done(workspace.suspend(shop))
    await done(workspace.restart(shop))
    assert.deepEqual(await awake(), ['team', 'shop', 'one', 'two'])
  })

  it('wakes all or nothing: where one does not come up, the others are stopped again', async () => {
    await done(workspace.suspend(shop))
    const program = join(slip.dataDir, checkoutOf('sandbox', fullSlug(shop.slug, one.slug)), 'server.js')
    const works = await readFile(program)
    await writeFile(program, 'process.exit(3)')
    await refused(workspace.restart(shop), 'STACK_EXITED')
    assert.deepEqual(await awake(), ['team'])
    await writeFile(program, works)
    await done(workspace.restart(shop))
    assert.deepEqual(await awake(), ['team', 'shop', 'one', 'two'])
    await assertSwept(slip)
  })

  it('of a team wakes everything in it, also what slept before', async () => {
    await done(sandbox.suspend(shop, two))
    await done(team.suspend(ours))
    assert.deepEqual(await awake(), [])
    await refused(workspace.restart(shop), 'PARENT_SUSPENDED')
    await done(team.restart(ours))
    assert.deepEqual(await awake(), ['team', 'shop', 'one', 'two'])
  })
})
