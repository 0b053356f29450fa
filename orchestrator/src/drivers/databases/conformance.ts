import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { directoryOf } from '#contract'
import type { Databases, Row } from './port.ts'

type Verb = 'ensure' | 'clone' | 'remove'

/** An implementation under test, with a data root of its own. */
export interface DatabasesSubject {
  readonly databases: Databases
  /** What a database holds, as an application reads it; undefined when there is none. */
  readonly read: (path: string) => Promise<unknown>
  /** Makes the directory of a resource, relative to the data root. */
  readonly makeDirectory: (path: string) => Promise<void>
  /** Puts a file there that no driver has made. */
  readonly writeFile: (path: string, text: string) => Promise<void>
  /** What lies in a directory of the data root, hidden things too. */
  readonly entries: (path: string) => Promise<string[]>
  /** Another process that runs one verb and says "begin" on its standard output just before. */
  readonly child: (verb: Verb, path: string, source: string, owner: string, task: string) => ChildProcess
  readonly dispose: () => Promise<void>
}

const OWNER = 'team:1'
const TAG = { owner: OWNER, task: 'task-1' }
const LATER = { owner: OWNER, task: 'task-2' }
const STRANGER = { owner: 'team:2', task: 'task-3' }
const ROWS: readonly Row[] = [
  { name: 'Ünï "quoted"\n$(id)', age: 7 },
  { name: 'b', ok: true, note: null },
]
const CONTENTS = { _default: { '1': ROWS[0], '2': ROWS[1] }, members: {} }
const TABLES = { _default: ROWS, members: [] }
const KILLS = 6
const MADE_BY_CHILD: readonly Row[] = [{ made: 'by a child' }]
const { signal } = new AbortController()
const thing = (name: string) => ({ kind: 'database', name }) as const

/** What every implementation of the port promises. */
export function databasesConformance(name: string, make: () => Promise<DatabasesSubject>): void {
  describe(`databases: ${name}`, () => {
    let subject: DatabasesSubject
    let databases: Databases
    before(async () => {
      subject = await make()
      databases = subject.databases
    })
    after(() => subject.dispose())

    /** A path for a database in a directory of its own. */
    const pathIn = async (directory: string) => {
      await subject.makeDirectory(directory)
      return `${directory}/database/db.json`
    }
    const made = async (directory: string) => {
      const path = await pathIn(directory)
      await databases.ensureDatabase(path, TABLES, TAG, signal)
      return path
    }
    const found = async (path: string) => (await databases.list(signal)).filter((each) => each.name === path)
    const runChild = async (...args: Parameters<DatabasesSubject['child']>) => {
      const child = subject.child(...args)
      const ended: unknown[] = await once(child, 'exit')
      assert.equal(ended[0], 0)
    }

    it('makes a database with its tables and rows, and lists it', async () => {
      const path = await made('teams/made')
      assert.deepEqual(await subject.read(path), CONTENTS)
      assert.deepEqual(await found(path), [{ ...thing(path), ...TAG }])
    })

    it('makes it in an empty folder that stands already', async () => {
      await subject.makeDirectory('teams/empty/database')
      assert.deepEqual(await subject.read(await made('teams/empty')), CONTENTS)
    })

    it('clones a database into one of its own', async () => {
      const source = await made('workspaces/cloned')
      const path = await pathIn(directoryOf('sandbox', 'clone'))
      const { bytes } = await databases.ensureClone(source, path, STRANGER, signal)
      assert.ok(bytes > 0)
      assert.deepEqual(await subject.read(path), CONTENTS)
      assert.deepEqual(await found(path), [{ ...thing(path), ...STRANGER }])
      assert.deepEqual(await found(source), [{ ...thing(source), ...TAG }])
    })

    it('keeps what the same owner has, with its tag', async () => {
      const source = await made('workspaces/other')
      const path = await made('teams/kept')
      await databases.ensureDatabase(path, { _default: [] }, LATER, signal)
      await databases.ensureClone(source, path, LATER, signal)
      assert.deepEqual(await subject.read(path), CONTENTS)
      assert.deepEqual(await found(path), [{ ...thing(path), ...TAG }])
    })

    it("refuses another owner's, and what has no tag, and leaves both as they are", async () => {
      const source = await made('workspaces/source')
      const taken = await made('teams/taken')
      const untagged = await pathIn('teams/untagged')
      await subject.writeFile(untagged, '{"mine": {}}')
      for (const path of [taken, untagged]) {
        await assert.rejects(databases.ensureDatabase(path, {}, STRANGER, signal), { code: 'NAME_TAKEN' })
        await assert.rejects(databases.ensureClone(source, path, STRANGER, signal), { code: 'NAME_TAKEN' })
        await databases.remove(thing(path), { owner: STRANGER.owner }, signal)
      }
      assert.deepEqual(await subject.read(taken), CONTENTS)
      assert.deepEqual(await subject.read(untagged), { mine: {} })
      assert.deepEqual(await found(untagged), [])
    })

    it('leaves to an undo only what its own task made', async () => {
      const path = await made('teams/undone')
      await databases.remove(thing(path), LATER, signal)
      assert.deepEqual(await subject.read(path), CONTENTS)
      await databases.remove(thing(path), TAG, signal)
      assert.equal(await subject.read(path), undefined)
    })

    it('removes what is absent, and makes it anew afterwards', async () => {
      const path = await pathIn('teams/removed')
      await databases.remove(thing(path), { owner: OWNER }, signal)
      await databases.ensureDatabase(path, TABLES, TAG, signal)
      await databases.remove(thing(path), { owner: OWNER }, signal)
      assert.deepEqual(await subject.entries('teams/removed'), [])
      await databases.ensureDatabase(path, TABLES, STRANGER, signal)
      assert.deepEqual(await found(path), [{ ...thing(path), ...STRANGER }])
    })

    it('names what is missing: the source of a clone, or the directory to make it in', async () => {
      const path = await pathIn(directoryOf('sandbox', 'orphan'))
      await assert.rejects(databases.ensureClone('workspaces/none/database/db.json', path, TAG, signal), {
        code: 'DATABASE_NOT_FOUND',
      })
      await assert.rejects(databases.ensureDatabase('teams/none/database/db.json', {}, TAG, signal), {
        code: 'RESOURCE_NOT_FOUND',
      })
      assert.deepEqual(await subject.entries(directoryOf('sandbox', 'orphan')), [])
    })

    it('refuses a path that leads out of the data root', async () => {
      for (const path of ['../out/db.json', '/tmp/out/db.json', 'teams/../../out/db.json']) {
        await assert.rejects(databases.ensureDatabase(path, {}, TAG, signal), { code: 'INTERNAL', class: 'permanent' })
        await assert.rejects(databases.remove(thing(path), TAG, signal), { code: 'INTERNAL', class: 'permanent' })
      }
    })

    it('obeys an abort, and leaves nothing behind', async () => {
      const source = await made('workspaces/aborted')
      const path = await pathIn(directoryOf('sandbox', 'aborted'))
      const reason = new Error('cancelled')
      const aborted = AbortSignal.abort(reason)
      await assert.rejects(databases.ensureClone(source, path, TAG, aborted), reason)
      await assert.rejects(databases.ensureDatabase(path, {}, TAG, aborted), reason)
      await assert.rejects(databases.remove(thing(source), TAG, aborted), reason)
      await assert.rejects(databases.list(aborted), reason)
      assert.deepEqual(await subject.entries(directoryOf('sandbox', 'aborted')), [])
      assert.deepEqual(await subject.read(source), CONTENTS)
    })

    it('lets processes that make the same at once end with one whole database', async () => {
      const source = await made('workspaces/raced')
      const path = await pathIn(directoryOf('sandbox', 'raced'))
      const racers = ['a', 'b', 'c'].map((task) => runChild('clone', path, source, OWNER, task))
      await Promise.all(racers)
      assert.deepEqual(await subject.read(path), CONTENTS)
      assert.equal((await found(path)).length, 1)
      assert.deepEqual(await subject.entries(directoryOf('sandbox', 'raced')), ['database'])
    })

    for (const verb of ['ensure', 'clone', 'remove'] as const) {
      it(`survives kill -9 inside ${verb}, at any moment, when it is repeated`, async () => {
        const source = await pathIn(`workspaces/killed-${verb}`)
        const rows = Array.from({ length: 40_000 }, (_, n) => ({ n, text: 'lorem ipsum dolor sit amet' }))
        await databases.ensureDatabase(source, { _default: rows }, TAG, signal)
        const whole = verb === 'ensure' ? { _default: { '1': MADE_BY_CHILD[0] } } : await subject.read(source)
        for (let kill = 0; kill < KILLS; kill += 1) {
          const directory = directoryOf('sandbox', `killed-${verb}-${kill}`)
          const path = await pathIn(directory)
          if (verb === 'remove') await databases.ensureClone(source, path, TAG, signal)
          const child = subject.child(verb, path, source, OWNER, 'killed')
          assert.ok(child.stdout)
          await once(child.stdout, 'data')
          const ended = once(child, 'exit')
          await delay((kill / KILLS) * 20)
          child.kill('SIGKILL')
          await ended

          const standing = await subject.read(path)
          if (standing !== undefined) assert.deepEqual(standing, whole)
          if (verb === 'ensure') await databases.ensureDatabase(path, { _default: MADE_BY_CHILD }, TAG, signal)
          if (verb === 'clone') await databases.ensureClone(source, path, TAG, signal)
          if (verb !== 'remove') assert.deepEqual(await subject.read(path), whole)
          await databases.remove(thing(path), { owner: OWNER }, signal)
          assert.deepEqual(await subject.entries(directory), [])
        }
      })
    }
  })
}
