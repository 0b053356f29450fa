import assert from 'node:assert/strict'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { withCheckout } from './conformance-checkout.ts'
import type { ForgeWorld } from './conformance-world.ts'
import { withCode } from './conformance-world.ts'
import { git } from './git.ts'

const { signal } = new AbortController()

/** A checkout that is one commit behind its branch, which has "theirs.txt" besides and another README.md; both are fetched. */
async function withProgress(make: () => Promise<ForgeWorld>) {
  const { world, request, path, commit } = await withCheckout(make)
  const at = (...args: string[]) => git(['-C', path, ...args], { signal })
  const old = await at('rev-parse', 'HEAD')
  await writeFile(join(path, 'README.md'), 'better\n')
  await at('add', 'README.md')
  const next = await commit('theirs.txt')
  await world.forge.push(request, signal)
  await at('reset', '--quiet', '--hard', old)
  const bring = (to = next) => world.forge.bringForward({ ...request, commit: to }, signal)
  return { world, request, path, commit, at, old, next, bring }
}

/** What people may have in a checkout that is in the way. */
const OBSTACLES: Record<string, (path: string, at: (...args: string[]) => Promise<string>) => Promise<unknown>> = {
  'a changed file': (path) => writeFile(join(path, 'README.md'), 'precious'),
  'a staged file': async (path, at) => {
    await writeFile(join(path, 'README.md'), 'precious')
    return at('add', 'README.md')
  },
  'a file that git does not know': (path) => writeFile(join(path, 'theirs.txt'), 'precious'),
  'an ignored file': async (path) => {
    await writeFile(join(path, '.gitignore'), 'theirs.txt\n')
    await writeFile(join(path, 'theirs.txt'), 'precious')
  },
  'a directory': async (path) => {
    await writeFile(join(path, '.gitignore'), 'theirs.txt\n')
    await mkdir(join(path, 'theirs.txt'))
    await writeFile(join(path, 'theirs.txt', 'precious'), 'precious')
  },
  'a git command at work': (path) => writeFile(join(path, '.git', 'index.lock'), ''),
  'a merge': (path) => writeFile(join(path, '.git', 'MERGE_HEAD'), ''),
  'another branch': (_, at) => at('checkout', '--quiet', '-b', 'other'),
  'no branch': (_, at) => at('checkout', '--quiet', '--detach'),
}

export function bringingForwardConforms(make: () => Promise<ForgeWorld>): void {
  describe('bringing forward', () => {
    it('moves branch, index and files, and leaves what is not in the way', async () => {
      const { world, path, at, next, bring } = await withProgress(make)
      await using _ = world
      await writeFile(join(path, 'new.txt'), 'new')
      assert.equal(await bring(), undefined)
      assert.equal(await bring(), undefined)
      assert.equal(await at('rev-parse', 'HEAD'), next)
      assert.equal(await at('status', '--porcelain'), '?? new.txt')
      assert.equal(await readFile(join(path, 'README.md'), 'utf8'), 'better\n')
      assert.deepEqual(await world.leftovers(), [])
    })

    it('loses nothing: what would be lost keeps the checkout where it is, and is told', async () => {
      const { world, path, at, old, bring } = await withProgress(make)
      await using _ = world
      const branch = await at('rev-parse', '--abbrev-ref', 'HEAD')
      for (const [name, put] of Object.entries(OBSTACLES)) {
        await put(path, at)
        const before = await at('--no-optional-locks', 'status', '--porcelain', '--ignored')
        assert.match((await bring()) ?? '', /\w/, name)
        assert.equal(await at('rev-parse', 'HEAD'), old, name)
        assert.equal(await at('--no-optional-locks', 'status', '--porcelain', '--ignored'), before, name)
        for (const file of ['index.lock', 'MERGE_HEAD']) await rm(join(path, '.git', file), { force: true })
        await at('reset', '--quiet', '--hard')
        await at('checkout', '--quiet', branch)
        await at('clean', '--quiet', '-fdx')
      }
      assert.equal(await bring(), undefined)
    })

    it('passes over no commit: not over those of the checkout, nor to one that it does not have', async () => {
      const { world, path, commit, at, old, next, bring } = await withProgress(make)
      await using _ = world
      assert.match((await bring('0'.repeat(40))) ?? '', /has no commit/)
      await assert.rejects(bring('--upload-pack=touch'), withCode('INVALID_PAYLOAD'))
      const mine = await commit('mine.txt')
      for (const to of [next, old]) assert.match((await bring(to)) ?? '', /not part of/)
      assert.equal(await at('rev-parse', 'HEAD'), mine)
      assert.equal(await readFile(join(path, 'mine.txt'), 'utf8'), 'mine.txt')
    })

    it('goes on where a predecessor was killed that had brought files', async () => {
      const { world, path, at, next, bring } = await withProgress(make)
      await using _ = world
      await writeFile(join(path, 'README.md'), 'better\n')
      await writeFile(join(path, 'theirs.txt'), 'theirs.txt')
      assert.equal(await bring(), undefined)
      assert.equal(await at('rev-parse', 'HEAD'), next)
      assert.equal(await at('status', '--porcelain'), '')
    })
  })
}
