import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ForgeCall } from './conformance-call.ts'
import { perform } from './conformance-call.ts'
import type { ForgeWorld } from './conformance-world.ts'

const MINE = { owner: 'workspace:mine', task: 'task-1' }
const THEIRS = { owner: 'workspace:theirs', task: 'task-9' }
const { signal } = new AbortController()
const KILLS = 6

interface Making {
  readonly kind: 'repository' | 'branch' | 'checkout'
  readonly name: string
  readonly ensure: ForgeCall
}

/** A world with a repository, and a making of each kind in it. */
async function withMakings(make: () => Promise<ForgeWorld>): Promise<{ world: ForgeWorld; makings: Making[] }> {
  const world = await make()
  const { template, organisation } = world
  const repository = `${organisation}/base`
  const created = `${organisation}/shop`
  const directory = await world.newDirectory()
  await world.forge.ensureRepository({ repository, template, private: true }, MINE, signal)
  const makings: Making[] = [
    {
      kind: 'repository',
      name: created,
      ensure: { verb: 'ensureRepository', request: { repository: created, template, private: true }, tag: MINE },
    },
    {
      kind: 'branch',
      name: `${repository}@sandbox/one`,
      ensure: { verb: 'ensureBranch', request: { repository, branch: 'sandbox/one', source: 'main' }, tag: MINE },
    },
    {
      kind: 'checkout',
      name: directory,
      ensure: { verb: 'ensureCheckout', request: { repository, branch: 'main', directory }, tag: MINE },
    },
  ]
  return { world, makings }
}

const isListed = async ({ forge }: ForgeWorld, { kind, name }: Making): Promise<boolean> =>
  (await forge.list(signal)).some((found) => found.kind === kind && found.name === name)

export function interruptionsConform(make: () => Promise<ForgeWorld>): void {
  describe('interruptions', () => {
    for (const index of [0, 1, 2]) {
      it(`a making or removal that was killed anywhere ends whole when it is repeated (${index})`, async () => {
        const { world, makings } = await withMakings(make)
        await using _ = world
        const making = makings[index]
        assert.ok(making)
        const { kind, name, ensure } = making
        const remove: ForgeCall = { verb: 'remove', thing: { kind, name }, claim: { owner: MINE.owner } }
        const makingTakes = await world.start(ensure).took
        const removingTakes = await world.start(remove).took
        for (let kill = 0; kill < KILLS; kill++) {
          await world.start(ensure).kill(Math.random() * makingTakes)
          if (kill % 2 === 0) {
            await perform(world.forge, ensure, signal)
            assert.ok(await isListed(world, making))
            await world.start(remove).kill(Math.random() * removingTakes)
          }
          await perform(world.forge, remove, signal)
          assert.equal(await isListed(world, making), false)
          assert.deepEqual(await world.leftovers(), [])
        }
      })

      it(`two processes at once agree, and of two owners one is refused (${index})`, async () => {
        const { world, makings } = await withMakings(make)
        await using _ = world
        const making = makings[index]
        assert.ok(making && 'tag' in making.ensure)
        const { kind, name, ensure } = making
        const same = [world.start(ensure), world.start({ ...ensure, tag: { ...MINE, task: 'task-2' } })]
        assert.deepEqual(await Promise.all(same.map(({ ended }) => ended)), ['ok', 'ok'])
        await world.forge.remove({ kind, name }, { owner: MINE.owner }, signal)
        const rivals = [world.start(ensure), world.start({ ...ensure, tag: THEIRS })]
        const outcomes = await Promise.all(rivals.map(({ ended }) => ended))
        assert.deepEqual(outcomes.toSorted(), ['NAME_TAKEN', 'ok'])
        const [found] = (await world.forge.list(signal)).filter((thing) => thing.kind === kind && thing.name === name)
        assert.equal(found?.owner, outcomes[0] === 'ok' ? MINE.owner : THEIRS.owner)
        assert.deepEqual(await world.leftovers(), [])
      })
    }
  })
}
