import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { ForgeWorld } from './conformance-world.ts'
import { withCode } from './conformance-world.ts'

const MINE = { owner: 'sandbox:mine', task: 'task-1' }
const { signal } = new AbortController()

/** A world with a repository and a branch, and the request for a checkout of it. */
async function withBranch(make: () => Promise<ForgeWorld>) {
  const world = await make()
  const request = {
    repository: `${world.organisation}/shop`,
    branch: 'sandbox/one',
    directory: await world.newDirectory(),
  }
  const { repository, branch } = request
  await world.forge.ensureRepository({ repository, template: world.template, private: true }, MINE, signal)
  await world.forge.ensureBranch({ repository, branch, source: 'main' }, MINE, signal)
  const commit = await world.push(repository, branch, 'work.txt')
  return { world, request, commit, path: world.pathOf(request.directory) }
}

const visible = async (path: string): Promise<string[]> => (await readdir(path)).filter((name) => name !== '.git')

export function checkoutsConform(make: () => Promise<ForgeWorld>): void {
  describe('checkouts', () => {
    it('hold the files of their branch, also where an empty directory stood', async () => {
      const { world, request, commit, path } = await withBranch(make)
      await using _ = world
      await mkdir(path)
      assert.deepEqual(await world.forge.ensureCheckout(request, MINE, signal), { commit })
      assert.deepEqual(
        (await visible(path)).toSorted(),
        (await world.files(request.repository, request.branch)).toSorted(),
      )
      const thing = { kind: 'checkout', name: request.directory }
      assert.deepEqual(
        (await world.forge.list(signal)).filter(({ kind }) => kind === 'checkout'),
        [{ ...thing, ...MINE }],
      )
      assert.deepEqual(await world.leftovers(), [])
    })

    it('are kept with the work in them, and removed by the claim of the task that made them', async () => {
      const { world, request, path } = await withBranch(make)
      await using _ = world
      await world.forge.ensureCheckout(request, MINE, signal)
      await writeFile(join(path, 'work.txt'), 'unfinished')
      await world.forge.ensureCheckout(request, { ...MINE, task: 'task-2' }, signal)
      assert.equal(await readFile(join(path, 'work.txt'), 'utf8'), 'unfinished')
      const thing = { kind: 'checkout', name: request.directory } as const
      await world.forge.remove(thing, { ...MINE, task: 'task-2' }, signal)
      await world.forge.remove(thing, { owner: 'sandbox:theirs' }, signal)
      assert.equal(await readFile(join(path, 'work.txt'), 'utf8'), 'unfinished')
      await world.forge.remove(thing, MINE, signal)
      await assert.rejects(readdir(path), { code: 'ENOENT' })
      await world.forge.remove(thing, MINE, signal)
      assert.deepEqual(await world.leftovers(), [])
    })

    it('never take the place of what somebody else has there', async () => {
      const { world, request, path } = await withBranch(make)
      await using _ = world
      await mkdir(path)
      await writeFile(join(path, 'theirs.txt'), 'precious')
      await assert.rejects(world.forge.ensureCheckout(request, MINE, signal), withCode('NAME_TAKEN'))
      await world.forge.remove({ kind: 'checkout', name: request.directory }, MINE, signal)
      assert.deepEqual(await readdir(path), ['theirs.txt'])
      const tagged = { ...request, directory: await world.newDirectory() }
      await world.forge.ensureCheckout(tagged, { ...MINE, owner: 'sandbox:theirs' }, signal)
      await assert.rejects(world.forge.ensureCheckout(tagged, MINE, signal), withCode('NAME_TAKEN'))
      assert.ok((await visible(world.pathOf(tagged.directory))).includes('work.txt'))
    })

    it('of a missing branch or repository are refused, and nothing is left', async () => {
      const { world, request, path } = await withBranch(make)
      await using _ = world
      const nowhere = [{ branch: 'nope' }, { repository: `${world.organisation}/nowhere` }]
      for (const change of nowhere) {
        const ensure = world.forge.ensureCheckout({ ...request, ...change }, MINE, signal)
        await assert.rejects(ensure, withCode('RESOURCE_NOT_FOUND'))
      }
      await assert.rejects(readdir(path), { code: 'ENOENT' })
      assert.deepEqual(await world.leftovers(), [])
    })

    it('stay below the data root', async () => {
      const { world, request } = await withBranch(make)
      await using _ = world
      for (const directory of ['../elsewhere', '/tmp/elsewhere', '']) {
        await assert.rejects(world.forge.ensureCheckout({ ...request, directory }, MINE, signal), withCode('INTERNAL'))
      }
    })

    it('end promptly, with nothing left, when the signal aborts in the middle', async () => {
      const { world, request, path } = await withBranch(make)
      await using _ = world
      const reason = new Error('cancelled')
      const controller = new AbortController()
      const checkout = world.forge.ensureCheckout(request, MINE, controller.signal)
      setImmediate(() => {
        controller.abort(reason)
      })
      await assert.rejects(checkout, reason)
      await assert.rejects(readdir(path), { code: 'ENOENT' })
      assert.deepEqual(await world.leftovers(), [])
    })
  })
}
