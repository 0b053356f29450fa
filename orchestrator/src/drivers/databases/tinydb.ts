import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Failure } from '#contract'
import { dataPath } from '../data-path.ts'
import { writeDurably } from '../durable-file.ts'
import type { Tag } from '../effect.ts'
import { ensureWhole } from '../ensure-whole.ts'
import { unlessAbsent } from '../errno.ts'
import { clearLeftovers, discard, isVacant } from '../staging.ts'
import { covers } from '../tag-file.ts'
import { openDatabase } from './open-database.ts'
import type { Databases, Row } from './port.ts'
import { findSidecars, readSidecar, writeSidecar } from './sidecar.ts'
import { copyStable } from './stable-copy.ts'

interface TinyDbOptions {
  /** Absolute path of the data root, which exists. */
  readonly dataDir: string
  /** Milliseconds for which a clone waits for a pause of whoever writes its source. @default 10_000 */
  readonly patienceMs?: number
}

/**
 * TinyDB files on this machine, each with its tag (see sidecar.ts) alone in a folder that an application may mount.
 * A database's path is `<directory of its resource>/<folder>/<file>`; folder and file appear together, whole and tagged.
 */
export function createTinyDb({ dataDir, patienceMs = 10_000 }: TinyDbOptions): Databases {
  /** Makes folder and file unless the owner has them. @returns whether it did */
  const ensure = async (path: string, tag: Tag, signal: AbortSignal, makeFile: (file: string) => Promise<void>) => {
    signal.throwIfAborted()
    const folder = await dataPath(dataDir, dirname(path))
    const fill = async (temporary: string) => {
      await writeSidecar(temporary, basename(path), tag)
      await makeFile(join(temporary, basename(path)))
      signal.throwIfAborted()
    }
    const stands = async () => {
      if (await isAdopted(path, folder, tag.owner)) return true
      await requireParent(path, folder)
      return false
    }
    const made = await ensureWhole(folder, stands, fill)
    if (made) await clearLeftovers(folder, tag, readSidecar)
    return made
  }

  return {
    kinds: ['database'],

    async ensureDatabase(path, tables, tag, signal) {
      const made = await ensure(path, tag, signal, (file) => writeDurably(file, layoutOf(tables)))
      if (!made) await sizeOf(join(dataDir, path))
    },

    // The copy is not waited onto the disk, which would take many times as long: should the machine lose power within
    // seconds, its source still stands.
    async ensureClone(source, path, tag, signal) {
      const from = await dataPath(dataDir, source)
      let cloned: { bytes: number; reflinked: boolean } | undefined
      await ensure(path, tag, signal, async (file) => {
        cloned = await copyStable(from, file, patienceMs, signal)
      })
      return cloned ?? { bytes: await sizeOf(join(dataDir, path)), reflinked: false }
    },

    async remove({ name }, claim, signal) {
      signal.throwIfAborted()
      const folder = await dataPath(dataDir, dirname(name))
      await clearLeftovers(folder, claim, readSidecar)
      const sidecar = await readSidecar(folder)
      if (sidecar?.database !== basename(name) || !covers(claim, sidecar)) return
      signal.throwIfAborted()
      await discard(folder)
    },

    async list(signal) {
      signal.throwIfAborted()
      const found = await findSidecars(dataDir)
      return found.map(({ folder, database, owner, task }) => ({
        kind: 'database',
        name: `${folder}/${database}`,
        owner,
        task,
      }))
    },
  }
}

/** Whether the owner's database stands there. @throws Failure NAME_TAKEN where something else does */
async function isAdopted(path: string, folder: string, owner: string): Promise<boolean> {
  // In this order: what appears in between is whole, and has its tag.
  if (await isVacant(folder)) return false
  const sidecar = await readSidecar(folder)
  if (sidecar?.owner === owner && sidecar.database === basename(path)) return true
  throw new Failure('NAME_TAKEN', `The folder of "${path}" belongs to ${sidecar?.owner ?? 'nobody known to Slipway'}`)
}

/** Making it here would leave a directory without a tag in the place of the resource's. */
async function requireParent(path: string, folder: string): Promise<void> {
  if ((await unlessAbsent(stat(dirname(folder)))) !== undefined) return
  throw new Failure('RESOURCE_NOT_FOUND', `There is no directory in which the database "${path}" could be made`)
}

async function sizeOf(file: string): Promise<number> {
  await using database = await openDatabase(file)
  return (await database.stat()).size
}

/** TinyDB's layout: tables by name, in each the rows by id, which counts from "1". */
function layoutOf(tables: Readonly<Record<string, readonly Row[]>>): string {
  const layout = Object.entries(tables).map(([table, rows]) => [
    table,
    Object.fromEntries(rows.map((row, index) => [String(index + 1), row])),
  ])
  return JSON.stringify(Object.fromEntries(layout))
}
