import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Claim, Tag } from './effect.ts'
import { isErrno, unlessAbsent } from './errno.ts'
import { covers } from './tag-file.ts'

// A directory is made, and removed, under another name beside its own, so that under its own it is whole or absent.
// What a killed process leaves there is known by its name: `.<name>.<random>.making` or `.<name>.<random>.trash`.
const LEFTOVER = /^\.(?<name>.+)\.[0-9a-f]{12}\.(?<state>making|trash)$/

/** A name beside a path under which it is made or thrown away. */
export const beside = (path: string, state: 'making' | 'trash'): string =>
  join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.${state}`)

/** Milliseconds after which nobody can still be at work on a directory: well above what all commands of a making may take. */
const STALE_AFTER_MS = 10 * 60_000

const erase = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })

/**
 * Makes a directory that is whole from the moment it appears. An empty one under this name is replaced.
 * @param fill puts the contents, the tag among them, into the temporary directory it is given
 * @returns false when something else stands under the name by now; it was left alone
 */
export async function makeWhole(path: string, fill: (temporary: string) => Promise<void>): Promise<boolean> {
  const temporary = beside(path, 'making')
  await mkdir(temporary)
  try {
    await fill(temporary)
  } catch (thrown) {
    await erase(temporary)
    throw thrown
  }
  return moveInto(temporary, path)
}

async function moveInto(temporary: string, path: string): Promise<boolean> {
  try {
    await rename(temporary, path)
    return true
  } catch (thrown) {
    await erase(temporary)
    if (isErrno(thrown, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) return false
    throw thrown
  }
}

/** Removes a directory; from the first moment it is absent under its name. An absent one counts as removed. */
export async function discard(path: string): Promise<void> {
  const trash = beside(path, 'trash')
  await unlessAbsent(rename(path, trash))
  await erase(trash)
}

/** Whether there is nothing under a name, or only an empty directory. */
export async function isVacant(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT')) return true
    if (isErrno(thrown, 'ENOTDIR')) return false
    throw thrown
  }
}

/**
 * Clears what killed processes left of one directory: removals that had begun, and makings unless another owner's tag
 * is in them.
 */
export async function clearLeftovers(
  path: string,
  claim: Claim,
  tagOf: (directory: string) => Promise<Tag | undefined>,
): Promise<void> {
  for (const { directory, name, state } of await leftoversIn(dirname(path))) {
    if (name !== basename(path)) continue
    const tag = state === 'making' ? await tagOf(directory) : undefined
    if (tag === undefined || covers(claim, tag)) await erase(directory)
  }
}

/** Clears everything in a folder that killed processes left and nobody works on any more. */
export async function clearStale(folder: string): Promise<void> {
  for (const { directory, state } of await leftoversIn(folder)) {
    if (state === 'trash' || (await isStale(directory))) await erase(directory)
  }
}

async function isStale(directory: string): Promise<boolean> {
  const found = await unlessAbsent(stat(directory))
  return found !== undefined && Date.now() - found.mtimeMs > STALE_AFTER_MS
}

async function leftoversIn(folder: string): Promise<{ directory: string; name: string; state: string }[]> {
  const entries = (await unlessAbsent(readdir(folder))) ?? []
  return entries.flatMap((entry) => {
    const { name, state } = LEFTOVER.exec(entry)?.groups ?? {}
    return name === undefined || state === undefined ? [] : [{ directory: join(folder, entry), name, state }]
  })
}
