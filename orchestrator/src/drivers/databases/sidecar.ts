import { constants } from 'node:fs'
import { open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { resourceDirectories } from '../data-path.ts'
import type { Tag } from '../effect.ts'
import { isErrno, unlessAbsent } from '../errno.ts'
import { parseTag } from '../tag-file.ts'

const FILE = '.slipway.json'
const MAX_BYTES = 4096

/** Name of a database file in its folder. Hidden ones are Slipway's own. */
const FileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/)

/** What marks a folder as a database's own: `.slipway.json` beside the file, with the file's name and its tag. */
const Sidecar = z.object({ database: FileName, owner: z.string(), task: z.string(), made_at: z.iso.datetime() })
type Sidecar = z.infer<typeof Sidecar>

/**
 * The sidecar of a folder; undefined if it has none. An application can write here, so a link is not followed, a pipe
 * can't keep the call waiting, and whatever is no sidecar counts as none.
 */
export async function readSidecar(folder: string): Promise<Sidecar | undefined> {
  try {
    await using file = await open(join(folder, FILE), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0)
    return parseTag(Sidecar, buffer.toString('utf8', 0, bytesRead))
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'ESPIPE', 'ENXIO')) return undefined
    throw error
  }
}

/** Writes the sidecar of a folder that is not in its place yet. */
export async function writeSidecar(folder: string, database: string, { owner, task }: Tag): Promise<void> {
  const sidecar = Sidecar.parse({ database, owner, task, made_at: new Date().toISOString() })
  await writeFile(join(folder, FILE), `${JSON.stringify(sidecar)}\n`, { flag: 'wx' })
}

/** Every sidecar in a folder of a resource's directory, with the folder's path relative to the data root. */
export async function findSidecars(dataDir: string): Promise<(Sidecar & { folder: string })[]> {
  const directories = await resourceDirectories(dataDir)
  const found = await Promise.all(directories.map((directory) => sidecarsIn(dataDir, directory)))
  return found.flat()
}

async function sidecarsIn(dataDir: string, directory: string): Promise<(Sidecar & { folder: string })[]> {
  const entries = (await unlessAbsent(readdir(join(dataDir, directory), { withFileTypes: true }))) ?? []
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  const found = folders.map(async ({ name }) => {
    const folder = `${directory}/${name}`
    const sidecar = await readSidecar(join(dataDir, folder))
    return sidecar === undefined ? [] : [{ ...sidecar, folder }]
  })
  return (await Promise.all(found)).flat()
}
