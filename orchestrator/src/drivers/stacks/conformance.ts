import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failuresConform } from './conformance-failures.ts'
import { interruptionsConform } from './conformance-interruptions.ts'
import { CLAIM, MINE, THEIRS, type MakeStacksWorld } from './conformance-world.ts'

const { signal } = new AbortController()
const MANY = 35

/** What every stacks driver promises. `make` builds a new world for each test. */
export function stacksConformance(name: string, make: MakeStacksWorld): void {
  describe(`${name} keeps the promises of a stacks driver`, () => {
    it('creates without starting, starts until it answers, suspends, starts again, removes', async () => {
      await using world = await make()
      const { stacks } = world
      const request = await world.request('shop', 'serves', { says: 'hello' })
      const { stack } = request
      await stacks.create(request, MINE, signal)
      assert.deepEqual(await world.standing(stack), { containers: ['created'], networks: 1 })
      assert.deepEqual(await stacks.list(signal), [{ kind: 'stack', name: stack, ...MINE }])

      const { url = '', container_ids } = await stacks.start(stack, CLAIM, signal)
      assert.equal(container_ids.length, 1)
      assert.equal((await (await fetch(url)).text()).trim(), 'hello')
      assert.deepEqual(
        await stacks.start(stack, CLAIM, signal),
        { url, container_ids },
        'a running one is left running',
      )

      await stacks.suspend(stack, CLAIM, signal)
      await stacks.suspend(stack, CLAIM, signal)
      assert.deepEqual(await world.standing(stack), { containers: ['exited'], networks: 1 })
      const again = await stacks.start(stack, CLAIM, signal)
      assert.deepEqual(again.container_ids, container_ids)
      assert.equal((await fetch(again.url ?? '')).status, 200)

      await stacks.remove({ kind: 'stack', name: stack }, CLAIM, signal)
      await stacks.remove({ kind: 'stack', name: stack }, CLAIM, signal)
      assert.deepEqual(await world.standing(stack), { containers: [], networks: 0 })
      await assert.rejects(stacks.start(stack, CLAIM, signal), { code: 'RESOURCE_NOT_FOUND' })
      await assert.rejects(stacks.suspend(stack, CLAIM, signal), { code: 'RESOURCE_NOT_FOUND' })
    })

    it('leaves a running stack alone when nothing changed, and recreates it when its file did', async () => {
      await using world = await make()
      const request = await world.request('shop', 'serves', { says: 'one' })
      await world.stacks.create(request, MINE, signal)
      const first = await world.stacks.start(request.stack, CLAIM, signal)
      await world.stacks.create(request, { ...MINE, task: 'task-2' }, signal)
      assert.deepEqual(await world.standing(request.stack), { containers: ['running'], networks: 1 })
      assert.deepEqual(await world.stacks.start(request.stack, CLAIM, signal), first)
      await world.stacks.create(
        { ...request, values: { ...request.values, says: 'two' } },
        { ...MINE, task: 'task-2' },
        signal,
      )
      const second = await world.stacks.start(request.stack, CLAIM, signal)
      assert.notDeepEqual(second.container_ids, first.container_ids)
      assert.equal((await (await fetch(second.url ?? '')).text()).trim(), 'two')
      assert.deepEqual(await world.stacks.list(signal), [{ kind: 'stack', name: request.stack, ...MINE }])
    })

    it('starts a service when those are healthy that it depends on', async () => {
      await using world = await make()
      const request = await world.request('shop', 'serves-in-order', { says: 'ordered' })
      await world.stacks.create(request, MINE, signal)
      const { url = '', container_ids } = await world.stacks.start(request.stack, CLAIM, signal)
      assert.equal(container_ids.length, 2)
      assert.equal((await (await fetch(url)).text()).trim(), 'ordered')
    })

    it('refuses what belongs to another owner or to nobody it knows, and leaves it intact', async () => {
      await using world = await make()
      const theirs = await world.request('theirs', 'serves', { says: 'theirs' })
      await world.stacks.create(theirs, THEIRS, signal)
      const { url = '' } = await world.stacks.start(theirs.stack, { owner: THEIRS.owner }, signal)
      const strange = await world.request('strange', 'serves', { says: 'mine' })
      await using _ = await world.intrude(strange.stack)
      for (const request of [theirs, strange]) {
        const before = await world.standing(request.stack)
        await assert.rejects(world.stacks.create(request, MINE, signal), { code: 'NAME_TAKEN' })
        await assert.rejects(world.stacks.start(request.stack, CLAIM, signal), { code: 'RESOURCE_NOT_FOUND' })
        await assert.rejects(world.stacks.suspend(request.stack, CLAIM, signal), { code: 'RESOURCE_NOT_FOUND' })
        await world.stacks.remove({ kind: 'stack', name: request.stack }, CLAIM, signal)
        assert.deepEqual(await world.standing(request.stack), before)
      }
      assert.equal((await (await fetch(url)).text()).trim(), 'theirs')
      assert.deepEqual(await world.stacks.list(signal), [{ kind: 'stack', name: theirs.stack, ...THEIRS }])
    })

    it('leaves a stack at the undo of a task that did not make it, and removes it at that of the one that did', async () => {
      await using world = await make()
      const request = await world.request('shop', 'serves', { says: 'hello' })
      await world.stacks.create(request, MINE, signal)
      await world.stacks.create(request, { ...MINE, task: 'task-2' }, signal)
      await world.stacks.remove({ kind: 'stack', name: request.stack }, { ...CLAIM, task: 'task-2' }, signal)
      assert.deepEqual(await world.standing(request.stack), { containers: ['created'], networks: 1 })
      await world.stacks.remove({ kind: 'stack', name: request.stack }, MINE, signal)
      assert.deepEqual(await world.standing(request.stack), { containers: [], networks: 0 })
    })

    it(`holds ${MANY} stacks at once`, async () => {
      await using world = await make()
      const requests = await Promise.all(
        Array.from({ length: MANY }, (_, n) => world.request(`many-${n}`, 'serves', { says: 'hello' })),
      )
      await Promise.all(requests.map((request) => world.stacks.create(request, MINE, signal)))
      assert.equal((await world.stacks.list(signal)).length, MANY)
    })

    failuresConform(make)
    interruptionsConform(make)
  })
}
