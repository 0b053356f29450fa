import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { directoryOf } from '#contract'
import { interruptionsConform } from './conformance-interruptions.ts'
import type { MakeDirectoriesWorld } from './conformance-world.ts'

const MINE = { owner: 'team:mine', task: 'task-1' }
const THEIRS = { owner: 'team:theirs', task: 'task-9' }
const path = directoryOf('team', 'shop')
const thing = { kind: 'directory', name: path } as const
const { signal } = new AbortController()

/** What every directories driver promises. `make` builds a new world for each test. */
export function directoriesConformance(name: string, make: MakeDirectoriesWorld): void {
  describe(`${name} keeps the promises of a directories driver`, () => {
    it('makes a directory, and adopts it for its owner with its tag and its contents', async () => {
      await using world = await make()
      await world.directories.ensureDirectory(path, MINE, signal)
      await writeFile(join(world.pathOf(path), 'work.txt'), 'precious')
      await world.directories.ensureDirectory(path, { ...MINE, task: 'task-2' }, signal)
      assert.equal(await readFile(join(world.pathOf(path), 'work.txt'), 'utf8'), 'precious')
      assert.deepEqual(await world.directories.list(signal), [{ ...thing, ...MINE }])
      assert.deepEqual(await world.leftovers(), [])
    })

    it('refuses what belongs to another owner or has no tag, and neither archives nor removes it', async () => {
      await using world = await make()
      const untagged = directoryOf('workspace', 'untagged')
      await world.directories.ensureDirectory(path, THEIRS, signal)
      await mkdir(world.pathOf(untagged), { recursive: true })
      const file = directoryOf('workspace', 'file')
      await writeFile(world.pathOf(file), '')
      for (const name of [path, untagged, file]) {
        await assert.rejects(world.directories.ensureDirectory(name, MINE, signal), { code: 'NAME_TAKEN' })
        assert.equal(await world.directories.archive(name, { owner: MINE.owner }, signal), undefined)
        await world.directories.remove({ kind: 'directory', name }, { owner: MINE.owner }, signal)
      }
      assert.deepEqual(await readdir(world.pathOf(untagged)), [])
      assert.equal(await readFile(world.pathOf(file), 'utf8'), '')
      assert.deepEqual(await world.directories.list(signal), [{ ...thing, ...THEIRS }])
    })

    it('leaves it at the undo of a task that did not make it, and removes it at that of the one that did', async () => {
      await using world = await make()
      await world.directories.remove(thing, MINE, signal)
      await world.directories.ensureDirectory(path, MINE, signal)
      await mkdir(join(world.pathOf(path), 'deep', 'er'), { recursive: true })
      await world.directories.remove(thing, { ...MINE, task: 'task-2' }, signal)
      assert.deepEqual(await world.directories.list(signal), [{ ...thing, ...MINE }])
      await world.directories.remove(thing, MINE, signal)
      await assert.rejects(readdir(world.pathOf(path)), { code: 'ENOENT' })
      assert.deepEqual(await world.directories.list(signal), [])
      assert.deepEqual(await world.leftovers(), [])
    })

    it('archives a directory with all it holds, as often as it is made again', async () => {
      await using world = await make()
      assert.equal(await world.directories.archive(path, MINE, signal), undefined)
      const archived = new Set<string>()
      for (const text of ['one', 'two', 'three']) {
        await world.directories.ensureDirectory(path, MINE, signal)
        await writeFile(join(world.pathOf(path), 'work.txt'), text)
        const place = await world.directories.archive(path, { owner: MINE.owner }, signal)
        assert.match(place ?? '', /^archive\/teams-shop-\d{8}T\d{6}Z(-\d+)?$/)
        assert.equal(await readFile(join(world.pathOf(place ?? ''), 'work.txt'), 'utf8'), text)
        archived.add(place ?? '')
      }
      assert.equal(archived.size, 3)
      await assert.rejects(readdir(world.pathOf(path)), { code: 'ENOENT' })
      assert.deepEqual(await world.directories.list(signal), [])
    })

    it('removes from the archive what was moved there before a time, and nothing else', async () => {
      await using world = await make()
      assert.deepEqual(await world.directories.pruneArchive(new Date(), signal), { removed: [], failed: [] })
      await world.directories.ensureDirectory(path, MINE, signal)
      const recent = await world.directories.archive(path, MINE, signal)
      const old = ['archive/teams-shop-20250101T000000Z', 'archive/sandboxes-a-b-20250101T000000Z-2']
      const others = ['archive/notes', 'archive/teams-shop-20250101', 'archive/backup-20250101T000000Z']
      for (const each of [...old, ...others]) await mkdir(join(world.pathOf(each), 'deep/er'), { recursive: true })
      const elsewhere = world.pathOf('elsewhere')
      await mkdir(elsewhere)
      await writeFile(join(elsewhere, 'precious'), '')
      await symlink(elsewhere, join(world.pathOf(old[0] ?? ''), 'link'))
      await symlink(elsewhere, world.pathOf('archive/teams-link-20250101T000000Z'))

      const before = new Date('2025-06-01')
      // All of them at once, as by several orchestrators: what one has taken the others find gone.
      const pruned = await Promise.all([1, 2, 3].map(() => world.directories.pruneArchive(before, signal)))
      assert.deepEqual([...new Set(pruned.flatMap(({ removed }) => removed))].sort(), old.toSorted())
      assert.deepEqual(
        pruned.flatMap(({ failed }) => failed),
        [],
      )
      const left = [recent, ...others, 'archive/teams-link-20250101T000000Z'].map((each) => basename(each ?? ''))
      assert.deepEqual((await readdir(world.pathOf('archive'))).sort(), left.sort())
      assert.deepEqual(await readdir(elsewhere), ['precious'])
    })

    it('prunes no archive that lies elsewhere, and ends what a killed process had begun', async () => {
      await using world = await make()
      const elsewhere = world.pathOf('elsewhere/teams-shop-20250101T000000Z')
      await mkdir(elsewhere, { recursive: true })
      await symlink(dirname(elsewhere), world.pathOf('archive'))
      await assert.rejects(world.directories.pruneArchive(new Date(), signal), { code: 'INTERNAL' })
      assert.deepEqual(await readdir(dirname(elsewhere)), [basename(elsewhere)])

      await rm(world.pathOf('archive'))
      await mkdir(world.pathOf('archive/.teams-shop-20250101T000000Z.0123456789ab.trash/deep'), { recursive: true })
      await world.directories.pruneArchive(new Date('2025-06-01'), signal)
      assert.deepEqual(await readdir(world.pathOf('archive')), [])
    })

    it('keeps a secret for its owner alone, replaces it, and takes it out of what is archived', async () => {
      await using world = await make()
      const secret = join(world.pathOf(path), '.secrets/token')
      const write = (text: string, owner = MINE.owner) =>
        world.directories.writeSecret(path, 'token', text, { owner }, signal)
      await assert.rejects(write('early'), { code: 'RESOURCE_NOT_FOUND' })
      await world.directories.ensureDirectory(path, MINE, signal)
      await mkdir(join(world.pathOf(path), '.secrets'), { mode: 0o755 })
      await write('one')
      await write('two')
      await assert.rejects(write('other', THEIRS.owner), { code: 'RESOURCE_NOT_FOUND' })
      assert.equal(await readFile(secret, 'utf8'), 'two')
      assert.equal((await stat(secret)).mode & 0o777, 0o600)
      assert.equal((await stat(dirname(secret))).mode & 0o777, 0o700)
      assert.deepEqual(await readdir(dirname(secret)), ['token'])
      await assert.rejects(world.directories.writeSecret(path, '../token', '', MINE, signal), { code: 'INTERNAL' })
      const place = await world.directories.archive(path, { owner: MINE.owner }, signal)
      assert.ok(!(await readdir(world.pathOf(place ?? ''))).includes('.secrets'))
    })

    it('writes no secret through a link', async () => {
      await using world = await make()
      await world.directories.ensureDirectory(path, MINE, signal)
      const elsewhere = world.pathOf('elsewhere')
      await mkdir(elsewhere)
      await symlink(elsewhere, join(world.pathOf(path), '.secrets'))
      await assert.rejects(world.directories.writeSecret(path, 'token', 'x', MINE, signal), { code: 'INTERNAL' })
      assert.deepEqual(await readdir(elsewhere), [])
      assert.notEqual(await world.directories.archive(path, { owner: MINE.owner }, signal), undefined)
      assert.deepEqual(await readdir(elsewhere), [])
    })

    it('refuses every path that leads out of the data root', async () => {
      await using world = await make()
      for (const name of ['', '.', '..', '../x', 'teams/../../x', '/tmp/x']) {
        await assert.rejects(world.directories.ensureDirectory(name, MINE, signal), { code: 'INTERNAL' })
        await assert.rejects(world.directories.archive(name, MINE, signal), { code: 'INTERNAL' })
        await assert.rejects(world.directories.remove({ kind: 'directory', name }, MINE, signal), { code: 'INTERNAL' })
      }
    })

    it('changes nothing for a signal that has aborted', async () => {
      await using world = await make()
      await world.directories.ensureDirectory(path, MINE, signal)
      const reason = new Error('cancelled')
      const aborted = AbortSignal.abort(reason)
      await assert.rejects(world.directories.ensureDirectory(directoryOf('team', 'other'), MINE, aborted), reason)
      await assert.rejects(world.directories.archive(path, MINE, aborted), reason)
      await assert.rejects(world.directories.remove(thing, MINE, aborted), reason)
      await assert.rejects(world.directories.list(aborted), reason)
      assert.deepEqual(await world.directories.list(signal), [{ ...thing, ...MINE }])
    })

    interruptionsConform(make)
  })
}
