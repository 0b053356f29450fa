import assert from 'node:assert/strict'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { misconfigure, withCheckout } from './conformance-checkout.ts'
import type { ForgeWorld } from './conformance-world.ts'
import { withCode } from './conformance-world.ts'
import { git } from './git.ts'

const { signal } = new AbortController()

export function fetchesConform(make: () => Promise<ForgeWorld>): void {
  describe('fetches', () => {
    it('tell how the checkout stands to its branch, and leave its branch, index and files alone', async () => {
      const { world, request, path, commit } = await withCheckout(make)
      await using _ = world
      const at = (...args: string[]) => git(['-C', path, ...args], { signal })
      const first = await at('rev-parse', 'HEAD')
      const same = { remote: first, local: first, state: 'same', dirty: false }
      assert.deepEqual(await world.forge.fetch(request, signal), same)
      const theirs = await world.push(request.repository, request.branch, 'theirs.txt')
      await writeFile(join(path, 'README.md'), 'staged')
      await at('add', 'README.md')
      const before = [await at('status', '--porcelain'), await readFile(join(path, '.git', 'index'), 'hex')]
      const behind = { remote: theirs, local: first, state: 'behind', dirty: true }
      assert.deepEqual(await world.forge.fetch(request, signal), behind)
      assert.deepEqual([await at('status', '--porcelain'), await readFile(join(path, '.git', 'index'), 'hex')], before)
      assert.equal(await at('rev-parse', 'HEAD'), first)
      assert.equal(await at('rev-parse', `refs/remotes/origin/${request.branch}`), theirs)
      assert.match(await at('show', `${theirs}:theirs.txt`), /theirs/)
      const mine = await commit('mine.txt')
      const diverged = { remote: theirs, local: mine, state: 'diverged', dirty: false }
      assert.deepEqual(await world.forge.fetch(request, signal), diverged)
      await at('reset', '--quiet', '--hard', theirs)
      const ahead = { remote: theirs, local: await commit('more.txt'), state: 'ahead', dirty: false }
      assert.deepEqual(await world.forge.fetch(request, signal), ahead)
      await mkdir(join(path, '.git', 'info'))
      await writeFile(join(path, '.git', 'info', 'exclude'), 'ignored.txt\n')
      await writeFile(join(path, 'ignored.txt'), '')
      assert.equal((await world.forge.fetch(request, signal)).dirty, false)
      await writeFile(join(path, 'new.txt'), '')
      assert.equal((await world.forge.fetch(request, signal)).dirty, true)
      assert.deepEqual(await world.leftovers(), [])
    })

    it('without a repository, a branch or a checkout are refused', async () => {
      const { world, request } = await withCheckout(make)
      await using _ = world
      const nowhere = [
        { repository: `${world.organisation}/nowhere` },
        { branch: 'nope' },
        { directory: await world.newDirectory() },
      ]
      for (const change of nowhere) {
        await assert.rejects(world.forge.fetch({ ...request, ...change }, signal), withCode('RESOURCE_NOT_FOUND'))
      }
    })

    it('run no program, go nowhere that the checkout names, and write no token into it', async () => {
      const { world, request, path } = await withCheckout(make)
      await using _ = world
      const proof = await misconfigure(path)
      const config = await readFile(join(path, '.git', 'config'), 'utf8')
      const remote = await world.push(request.repository, request.branch, 'theirs.txt')
      const { state, ...standing } = await world.forge.fetch(request, signal)
      assert.deepEqual([state, standing.remote], ['behind', remote])
      assert.equal(await world.forge.bringForward({ ...request, commit: remote }, signal), undefined)
      await assert.rejects(readFile(proof), { code: 'ENOENT' })
      assert.equal(await readFile(join(path, '.git', 'config'), 'utf8'), config)
    })

    it('ask nobody for what the checkout lacks, whoever it says has it', async () => {
      const { world, request, path } = await withCheckout(make)
      await using _ = world
      const proof = await misconfigure(path)
      const lacking = `${'0'.repeat(39)}7`
      await writeFile(join(path, '.git', 'refs', 'heads', request.branch), `${lacking}\n`)
      const commit = (await world.heads(request.repository))[request.branch] ?? ''
      const calls = [
        () => world.forge.fetch(request, signal),
        () => world.forge.push(request, signal),
        () => world.forge.bringForward({ ...request, commit }, signal),
      ]
      for (const call of calls) await assert.rejects(call, withCode('FORGE_FAILED'))
      await assert.rejects(readFile(proof), { code: 'ENOENT' })
    })

    it('write through no link that stands in the checkout', async () => {
      const { world, request, path } = await withCheckout(make)
      await using _ = world
      const { forge } = world
      const [precious, old] = [join(path, '..', 'precious'), await git(['-C', path, 'rev-parse', 'HEAD'], { signal })]
      await writeFile(precious, 'precious')
      const branches = [`refs/remotes/origin/${request.branch}`, `refs/heads/${request.branch}`]
      const files = ['slipway-index', 'index.slipway', 'logs/HEAD', ...branches.map((ref) => `logs/${ref}`)]
      const commit = await world.push(request.repository, request.branch, 'theirs.txt')
      for (const file of files) {
        const link = join(path, '.git', file)
        await rm(link, { force: true })
        await symlink(precious, link)
        // Refused or not, by whichever of the two meets the link.
        await Promise.allSettled([forge.fetch(request, signal)])
        await Promise.allSettled([forge.bringForward({ ...request, commit }, signal)])
        assert.equal(await readFile(precious, 'utf8'), 'precious', file)
        await rm(link, { force: true })
        await git(['-C', path, 'reset', '--quiet', '--hard', old], { signal })
      }
      await forge.fetch(request, signal)
      assert.equal(await forge.bringForward({ ...request, commit }, signal), undefined)
    })
  })
}
