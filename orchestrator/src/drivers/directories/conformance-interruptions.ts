import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { directoryOf } from '#contract'
import type { DirectoriesWorld, MakeDirectoriesWorld } from './conformance-world.ts'
import type { DirectoriesCall } from './conformance-call.ts'
import { perform } from './conformance-call.ts'

const MINE = { owner: 'team:mine', task: 'task-1' }
const THEIRS = { owner: 'team:theirs', task: 'task-9' }
const path = directoryOf('team', 'shop')
const claim = { owner: MINE.owner }
const { signal } = new AbortController()
const KILLS = 6
const FILES = 300

const ensure = { verb: 'ensureDirectory', path, tag: MINE } as const satisfies DirectoriesCall

/** Makes the directory with enough in it that its removal takes a while. */
async function fill(world: DirectoriesWorld): Promise<void> {
  await perform(world.directories, ensure, signal)
  await mkdir(join(world.pathOf(path), 'many'), { recursive: true })
  const names = Array.from({ length: FILES }, (_, n) => join(world.pathOf(path), 'many', `${n}`))
  await Promise.all(names.map((name) => writeFile(name, '')))
}

/** How many of the files are there: all or none, or the directory is half of what it was. */
const countFiles = async (folder: string): Promise<number> =>
  (await readdir(join(folder, 'many')).catch(() => [])).length

export function interruptionsConform(make: MakeDirectoriesWorld): void {
  it('ends whole when a making that was killed anywhere is repeated', async () => {
    await using world = await make()
    const takes = await world.start(ensure).took
    const remove: DirectoriesCall = { verb: 'remove', path, claim }
    for (let kill = 0; kill < KILLS; kill++) {
      await perform(world.directories, remove, signal)
      assert.deepEqual(await world.leftovers(), [])
      await world.start(ensure).kill(Math.random() * takes)
      await perform(world.directories, ensure, signal)
      assert.deepEqual(await world.directories.list(signal), [{ kind: 'directory', name: path, ...MINE }])
    }
  })

  for (const verb of ['remove', 'archive'] as const) {
    it(`shows a directory whole or not at all while "${verb}" is killed anywhere and repeated`, async () => {
      await using world = await make()
      await fill(world)
      const call: DirectoriesCall = { verb, path, claim }
      const takes = await world.start(call).took
      for (let kill = 0; kill < KILLS; kill++) {
        await fill(world)
        await world.start(call).kill(Math.random() * takes)
        const stands = (await world.directories.list(signal)).length === 1
        assert.equal(await countFiles(world.pathOf(path)), stands ? FILES : 0)
        await perform(world.directories, call, signal)
        assert.deepEqual(await world.directories.list(signal), [])
        assert.deepEqual(await world.leftovers(), [])
      }
      const archived = await readdir(world.pathOf('archive')).catch(() => [])
      for (const name of archived) assert.equal(await countFiles(world.pathOf(`archive/${name}`)), FILES)
      assert.equal(archived.length, verb === 'archive' ? KILLS + 1 : 0)
    })
  }

  it('lets two processes at once agree, and of two owners refuses one', async () => {
    await using world = await make()
    const same = [world.start(ensure), world.start({ ...ensure, tag: { ...MINE, task: 'task-2' } })]
    assert.deepEqual(await Promise.all(same.map(({ ended }) => ended)), ['ok', 'ok'])
    const removals = [world.start({ verb: 'remove', path, claim }), world.start({ verb: 'archive', path, claim })]
    assert.deepEqual(await Promise.all(removals.map(({ ended }) => ended)), ['ok', 'ok'])
    const rivals = [world.start(ensure), world.start({ ...ensure, tag: THEIRS })]
    const outcomes = await Promise.all(rivals.map(({ ended }) => ended))
    assert.deepEqual(outcomes.toSorted(), ['NAME_TAKEN', 'ok'])
    const [found] = await world.directories.list(signal)
    assert.equal(found?.owner, outcomes[0] === 'ok' ? MINE.owner : THEIRS.owner)
    assert.deepEqual(await world.leftovers(), [])
  })
}
