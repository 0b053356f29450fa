import { randomUUID } from 'node:crypto'
import { access, link, open, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isErrno, unlessAbsent } from './errno.ts'

const TEMPORARY = '.tmp'
const PRIVATE = 0o600

/**
 * Makes a file (mode 0600) unless there is one. It is whole from the moment it appears, and on disk before this returns;
 * of several processes that make it at once one wins, and the others leave it. What a killed one has left is cleared away.
 * @returns whether it was this call that made it
 */
export async function createFileOnce(path: string, text: () => string): Promise<boolean> {
  const exists = (await unlessAbsent(access(path).then(() => true))) ?? false
  const made = !exists && (await linkInto(path, text()))
  if (made) await syncDirectory(dirname(path))
  await removeTemporaries(path)
  return made
}

async function linkInto(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}${TEMPORARY}`
  await writeDurably(temporary, text)
  try {
    // Unlike a rename, a link never replaces what another process has made meanwhile.
    await link(temporary, path)
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    // The winner clears the temporary files of the others away. If there is no winner, the folder itself is gone.
    if (isErrno(error, 'ENOENT')) return access(path).then(() => false)
    throw error
  }
}

/** Writes a new file (mode 0600) and waits until it is on disk. It is not atomic: give it a temporary place. */
export async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', PRIVATE)
  await file.writeFile(text)
  await file.sync()
}

/** Waits until the entries of a directory are on disk, so that what was linked or renamed into it survives a loss of power. */
export async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r')
  await directory.sync()
}

/** Clears away what writes of this file that were killed half-way have left. */
export async function removeTemporaries(path: string): Promise<void> {
  const prefix = `${basename(path)}.`
  const names = await readdir(dirname(path))
  const leftovers = names.filter((name) => name.startsWith(prefix) && name.endsWith(TEMPORARY))
  await Promise.all(leftovers.map((name) => rm(join(dirname(path), name), { force: true })))
}
