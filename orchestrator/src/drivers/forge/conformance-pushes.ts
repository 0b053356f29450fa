import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { misconfigure, withCheckout } from './conformance-checkout.ts'
import type { ForgeWorld } from './conformance-world.ts'
import { withCode } from './conformance-world.ts'

const { signal } = new AbortController()

export function pushesConform(make: () => Promise<ForgeWorld>): void {
  describe('pushes', () => {
    it('bring what the checkout is at to its branch, once and again, and to a new one', async () => {
      const { world, request, commit } = await withCheckout(make)
      await using _ = world
      const made = await commit('work.txt')
      for (const branch of [request.branch, request.branch, 'sandbox/two']) {
        assert.deepEqual(await world.forge.push({ ...request, branch }, signal), { commit: made })
        assert.equal((await world.heads(request.repository))[branch], made)
      }
      assert.ok((await world.files(request.repository, request.branch)).includes('work.txt'))
    })

    it('overwrite nothing that the checkout lacks', async () => {
      const { world, request, commit } = await withCheckout(make)
      await using _ = world
      await commit('mine.txt')
      const theirs = await world.push(request.repository, request.branch, 'theirs.txt')
      await assert.rejects(world.forge.push(request, signal), withCode('BRANCH_DIVERGED'))
      assert.equal((await world.heads(request.repository))[request.branch], theirs)
    })

    it('without a repository or a checkout are refused', async () => {
      const { world, request } = await withCheckout(make)
      await using _ = world
      const nowhere = { ...request, repository: `${world.organisation}/nowhere` }
      await assert.rejects(world.forge.push(nowhere, signal), withCode('RESOURCE_NOT_FOUND'))
      const empty = { ...request, directory: await world.newDirectory() }
      await assert.rejects(world.forge.push(empty, signal), withCode('RESOURCE_NOT_FOUND'))
    })

    it('run no program and go nowhere that the configuration of the checkout names', async () => {
      const { world, request, path, commit } = await withCheckout(make)
      await using _ = world
      const made = await commit('work.txt')
      const proof = await misconfigure(path)
      assert.deepEqual(await world.forge.push(request, signal), { commit: made })
      await assert.rejects(readFile(proof), { code: 'ENOENT' })
    })
  })
}
