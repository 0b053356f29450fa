import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, symlink, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { directoryOf } from '#contract'
import { callInAnotherProcess } from '../another-process.ts'
import { directoriesConformance } from './conformance.ts'
import type { DirectoriesWorld } from './conformance-world.ts'
import { createLocalDirectories } from './local.ts'

const { signal } = new AbortController()
const tag = { owner: 'team:mine', task: 'task-1' }

async function makeWorld(): Promise<DirectoriesWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-directories-'))
  return {
    directories: createLocalDirectories({ dataDir }),
    pathOf: (path) => join(dataDir, path),
    start: (call) => callInAnotherProcess(new URL('./local.child.ts', import.meta.url), { dataDir, call }),
    leftovers: async () =>
      (await readdir(dataDir, { recursive: true })).filter((path) => /\.(?:making|trash)$/.test(path)),
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }),
  }
}

directoriesConformance('directories/local', makeWorld)

it('a symbolic link on the way, or in the place of a directory, is refused and what it points to is intact', async () => {
  await using world = await makeWorld()
  await using elsewhere = await makeWorld()
  const shop = directoryOf('team', 'shop')
  await elsewhere.directories.ensureDirectory(shop, tag, signal)
  await mkdir(world.pathOf('teams'))
  await symlink(elsewhere.pathOf(shop), world.pathOf(shop))
  await symlink(elsewhere.pathOf('teams'), world.pathOf('workspaces'))
  for (const name of [shop, directoryOf('workspace', 'shop'), directoryOf('workspace', 'new')]) {
    await assert.rejects(world.directories.ensureDirectory(name, tag, signal), { code: 'INTERNAL' })
    await assert.rejects(world.directories.remove({ kind: 'directory', name }, tag, signal), { code: 'INTERNAL' })
  }
  assert.deepEqual(await elsewhere.directories.list(signal), [{ kind: 'directory', name: shop, ...tag }])
})

it('a list clears what killed processes left, and leaves what another may be at work on', async () => {
  await using world = await makeWorld()
  const leave = async (name: string, at: Date): Promise<void> => {
    await mkdir(join(world.pathOf('teams'), name), { recursive: true })
    await utimes(join(world.pathOf('teams'), name), at, at)
  }
  const now = new Date()
  await leave('.shop.0123456789ab.trash', now)
  await leave('.shop.0123456789ab.making', new Date(0))
  await leave('.shop.ba9876543210.making', now)
  assert.deepEqual(await world.directories.list(signal), [])
  assert.deepEqual(await readdir(world.pathOf('teams')), ['.shop.ba9876543210.making'])
})
