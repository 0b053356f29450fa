import assert from 'node:assert/strict'
import { it } from 'node:test'
import { perform, type StacksCall } from './conformance-call.ts'
import { CLAIM, MINE, type MakeStacksWorld } from './conformance-world.ts'

const { signal } = new AbortController()
const KILLS = 4

export function interruptionsConform(make: MakeStacksWorld): void {
  it('ends whole when a creation or a start that was killed anywhere is repeated by another process', async () => {
    await using world = await make()
    const request = await world.request('shop', 'serves', { says: 'hello' })
    const { stack } = request
    const remove: StacksCall = { verb: 'remove', stack, claim: CLAIM }
    const create: StacksCall = { verb: 'create', request, tag: MINE }
    const start: StacksCall = { verb: 'start', stack, claim: CLAIM }
    const createTakes = await world.start(create).took
    const startTakes = await world.start(start).took
    for (let kill = 0; kill < KILLS; kill += 1) {
      await perform(world.stacks, remove, signal)
      assert.deepEqual(await world.standing(stack), { containers: [], networks: 0 })
      await world.start(create).kill(Math.random() * createTakes)
      await perform(world.stacks, create, signal)
      assert.deepEqual(await world.standing(stack), { containers: ['created'], networks: 1 })
      await world.start(start).kill(Math.random() * startTakes)
      const { url = '' } = await world.stacks.start(stack, CLAIM, signal)
      assert.equal((await fetch(url)).status, 200)
    }
  })

  it('leaves nothing when a creation or a removal that was killed anywhere is followed by a removal', async () => {
    await using world = await make()
    const request = await world.request('shop', 'serves', { says: 'hello' })
    const { stack } = request
    const remove: StacksCall = { verb: 'remove', stack, claim: CLAIM }
    const create: StacksCall = { verb: 'create', request, tag: MINE }
    const createTakes = await world.start(create).took
    const removeTakes = await world.start(remove).took
    for (let kill = 0; kill < KILLS; kill += 1) {
      await world.start(create).kill(Math.random() * createTakes)
      await world.start(remove).kill(Math.random() * removeTakes)
      await perform(world.stacks, remove, signal)
      assert.deepEqual(await world.standing(stack), { containers: [], networks: 0 })
      assert.deepEqual(await world.stacks.list(signal), [])
    }
  })
}
