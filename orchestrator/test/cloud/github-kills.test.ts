import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { perform, type ForgeCall } from '../../src/drivers/forge/conformance-call.ts'
import { makeGithubWorld, type GithubWorld } from './support/github-world.ts'

const { signal } = new AbortController()
const TAG = { owner: 'sandbox:one', task: 'task-1' }
const SHARED = 'acme/base'

/** Milliseconds that a request waits before it is carried out: whoever sent it is dead by then. */
const CARRIED_OUT_AFTER_MS = 100

const MAKINGS = {
  repository: (world: GithubWorld) => {
    const request = { repository: 'acme/shop', template: world.template, private: true }
    return Promise.resolve({ name: 'acme/shop', call: { verb: 'ensureRepository', request, tag: TAG } as const })
  },
  branch: () => {
    const request = { repository: SHARED, branch: 'sandbox/one', source: 'main' }
    return Promise.resolve({
      name: `${SHARED}@sandbox/one`,
      call: { verb: 'ensureBranch', request, tag: TAG } as const,
    })
  },
  checkout: async (world: GithubWorld) => {
    const request = { repository: SHARED, branch: 'main', directory: await world.newDirectory() }
    return { name: request.directory, call: { verb: 'ensureCheckout', request, tag: TAG } as const }
  },
}

/** Kills a process that makes a call as soon as its n-th request has arrived, which is carried out all the same. */
async function killAt(world: GithubWorld, call: ForgeCall, operations: readonly string[], nth: number): Promise<void> {
  const { github } = world
  for (const operation of operations) github.delay(operation, CARRIED_OUT_AFTER_MS)
  const before = github.calls.length
  const child = world.start(call)
  const over = child.ended.then(() => true)
  let isOver = false
  while (!isOver && github.calls.length < before + nth) {
    isOver = await Promise.race([over, ...operations.map((each) => github.nextCall(each).then(() => false))])
  }
  await child.kill(0)
  for (const operation of operations) github.delay(operation, 0)
}

describe('forge/github, killed during each request it makes', { concurrency: 3 }, () => {
  for (const kind of ['repository', 'branch', 'checkout'] as const) {
    it(`makes and removes a ${kind} whole when the call is repeated`, async () => {
      await using world = await makeGithubWorld()
      const { forge, github } = world
      const base = { repository: SHARED, template: world.template, private: true }
      await forge.ensureRepository(base, { owner: 'workspace:w', task: 'task-0' }, signal)
      const { name, call } = await MAKINGS[kind](world)
      const remove: ForgeCall = { verb: 'remove', thing: { kind, name }, claim: { owner: TAG.owner } }
      const listed = async () =>
        (await forge.list(signal)).filter((found) => found.kind === kind && found.name === name)
      const operationsOf = async (counted: ForgeCall): Promise<string[]> => {
        const before = github.calls.length
        await perform(forge, counted, signal)
        return github.calls.slice(before).map(({ operation }) => operation)
      }
      const making = await operationsOf(call)
      const removing = await operationsOf(remove)
      assert.ok(making.length > 1)
      for (let nth = 1; nth <= making.length; nth++) {
        await killAt(world, call, making, nth)
        if (nth % 2 === 0) {
          await perform(forge, call, signal)
          assert.deepEqual(await listed(), [{ kind, name, ...TAG }])
        }
        await perform(forge, remove, signal)
        assert.deepEqual(await listed(), [])
        assert.deepEqual(await world.leftovers(), [])
      }
      for (let nth = 1; nth <= removing.length; nth++) {
        await perform(forge, call, signal)
        await killAt(world, remove, removing, nth)
        await perform(forge, remove, signal)
        assert.deepEqual(await listed(), [])
        assert.deepEqual(await world.leftovers(), [])
      }
      assert.deepEqual(Object.keys(await world.heads(SHARED)), ['main'])
      assert.equal(github.exceeded, 0)
    })
  }
})
