import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ForgeWorld } from './conformance-world.ts'
import { withCode } from './conformance-world.ts'

const WORKSPACE = { owner: 'workspace:w', task: 'task-0' }
const MINE = { owner: 'sandbox:mine', task: 'task-1' }
const THEIRS = { owner: 'sandbox:theirs', task: 'task-9' }
const { signal } = new AbortController()

/** A world with a repository of a workspace in it. */
async function withRepository(make: () => Promise<ForgeWorld>): Promise<{ world: ForgeWorld; repository: string }> {
  const world = await make()
  const repository = `${world.organisation}/shop`
  await world.forge.ensureRepository({ repository, template: world.template, private: true }, WORKSPACE, signal)
  return { world, repository }
}

export function branchesConform(make: () => Promise<ForgeWorld>): void {
  describe('branches', () => {
    it('start at the head of their source, whatever their name', async () => {
      const { world, repository } = await withRepository(make)
      await using _ = world
      const names = [
        'plain',
        'sandbox/shop-one',
        'sandbox/shop-one.2',
        'a/b/c/d',
        'UPPER_case',
        'HEAD',
        '_x',
        'x'.repeat(200),
      ]
      const source = await world.push(repository, 'develop', 'work.txt')
      const making = names.map((branch) =>
        world.forge.ensureBranch({ repository, branch, source: 'develop' }, MINE, signal),
      )
      for (const made of await Promise.all(making)) assert.deepEqual(made, { commit: source })
      const { main, ...heads } = await world.heads(repository)
      assert.ok(main)
      assert.deepEqual(heads, Object.fromEntries(['develop', ...names].map((branch) => [branch, source])))
      const listed = (await world.forge.list(signal)).filter(({ kind }) => kind === 'branch')
      const expected = names.map((branch) => ({ kind: 'branch', name: `${repository}@${branch}`, ...MINE }))
      const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)
      assert.deepEqual(listed.toSorted(byName), expected.toSorted(byName))
      await Promise.all(listed.map(({ kind, name }) => world.forge.remove({ kind, name }, MINE, signal)))
      assert.deepEqual(Object.keys(await world.heads(repository)).toSorted(), ['develop', 'main'])
    })

    it('are adopted by their owner where their head is by now, with the tag they have', async () => {
      const { world, repository } = await withRepository(make)
      await using _ = world
      const request = { repository, branch: 'sandbox/one', source: 'main' }
      await world.forge.ensureBranch(request, MINE, signal)
      const commit = await world.push(repository, request.branch, 'work.txt')
      const again = await world.forge.ensureBranch(request, { ...MINE, task: 'task-2' }, signal)
      assert.deepEqual(again, { commit })
      const thing = { kind: 'branch', name: `${repository}@sandbox/one` } as const
      assert.deepEqual((await world.forge.list(signal)).at(-1), { ...thing, ...MINE })
      await world.forge.remove(thing, { ...MINE, task: 'task-2' }, signal)
      assert.equal((await world.heads(repository))[request.branch], commit)
      await world.forge.remove(thing, MINE, signal)
      assert.deepEqual(Object.keys(await world.heads(repository)), ['main'])
      await world.forge.remove(thing, MINE, signal)
    })

    it('that are somebody else’s are refused, and neither changed nor removed', async () => {
      const { world, repository } = await withRepository(make)
      await using _ = world
      await world.forge.ensureBranch({ repository, branch: 'tagged', source: 'main' }, THEIRS, signal)
      await world.push(repository, 'untagged', 'work.txt')
      const before = await world.heads(repository)
      for (const branch of ['tagged', 'untagged', 'main']) {
        const ensure = world.forge.ensureBranch({ repository, branch, source: 'main' }, MINE, signal)
        await assert.rejects(ensure, withCode('NAME_TAKEN'))
        await world.forge.remove({ kind: 'branch', name: `${repository}@${branch}` }, { owner: MINE.owner }, signal)
      }
      assert.deepEqual(await world.heads(repository), before)
      assert.ok((await world.forge.list(signal)).every(({ owner }) => owner !== MINE.owner))
    })

    it('that another branch is a folder of, or in, are refused', async () => {
      const { world, repository } = await withRepository(make)
      await using _ = world
      await world.push(repository, 'one/two', 'work.txt')
      const before = await world.heads(repository)
      for (const branch of ['one', 'one/two/three', 'main/x']) {
        const ensure = world.forge.ensureBranch({ repository, branch, source: 'main' }, MINE, signal)
        await assert.rejects(ensure, withCode('NAME_TAKEN'))
      }
      assert.deepEqual(await world.heads(repository), before)
      assert.ok((await world.forge.list(signal)).every(({ kind }) => kind !== 'branch'))
    })

    it('without a source or a repository are refused', async () => {
      const { world, repository } = await withRepository(make)
      await using _ = world
      const nowhere = { repository: `${world.organisation}/nowhere`, branch: 'one', source: 'main' }
      await assert.rejects(world.forge.ensureBranch(nowhere, MINE, signal), withCode('RESOURCE_NOT_FOUND'))
      const sourceless = { repository, branch: 'one', source: 'nope' }
      await assert.rejects(world.forge.ensureBranch(sourceless, MINE, signal), withCode('SOURCE_BRANCH_NOT_FOUND'))
      await world.forge.remove({ kind: 'branch', name: `${nowhere.repository}@one` }, MINE, signal)
      assert.ok((await world.forge.list(signal)).every(({ kind }) => kind !== 'branch'))
    })

    it('with a name that is no branch name are refused', async () => {
      const { world, repository } = await withRepository(make)
      await using _ = world
      for (const branch of ['', '../x', '-x', 'a..b', 'x.lock', 'x y', '@', 'a\nb', '$(id)', '/x']) {
        const ensure = world.forge.ensureBranch({ repository, branch, source: 'main' }, MINE, signal)
        await assert.rejects(ensure, withCode('INVALID_PAYLOAD'))
      }
    })
  })
}
