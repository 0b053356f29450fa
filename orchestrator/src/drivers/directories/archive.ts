import { mkdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Failure } from '#contract'
import { dataPath, directoriesIn, RESOURCE_FOLDERS } from '../data-path.ts'
import { isErrno } from '../errno.ts'
import { clearStale, discard } from '../staging.ts'
import type { Pruned } from './port.ts'

const ARCHIVE = 'archive'

/** One rename to `archive/<type>s-<slug>-<timestamp>`, with `-2`, `-3`, … where that name is taken. */
export async function moveToArchive(dataDir: string, path: string, directory: string): Promise<string | undefined> {
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const name = `${ARCHIVE}/${path.replaceAll('/', '-')}-${timestamp}`
  await mkdir(join(dataDir, ARCHIVE), { recursive: true })
  for (let n = 1; ; n++) {
    const target = n === 1 ? name : `${name}-${n}`
    try {
      await rename(directory, join(dataDir, target))
      return target
    } catch (thrown) {
      if (isErrno(thrown, 'ENOENT')) return undefined
      if (!isErrno(thrown, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw thrown
    }
  }
}

// What `moveToArchive` made, and nothing else that somebody may have put there. The time of a directory itself would not
// do: a rename leaves it as it was.
const FOLDERS = RESOURCE_FOLDERS.map((folder) => basename(folder)).join('|')
const ARCHIVED = new RegExp(`^(?:${FOLDERS})-.+-(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z(?:-\\d+)?$`)

const archivedAt = (name: string): number => {
  const [, year, month, day, hour, minute, second] = ARCHIVED.exec(name) ?? []
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) // NaN is never early enough.
}

/** Each in one rename, then piece by piece: any number of processes may do it at once, and be killed at it. */
export async function pruneArchive(dataDir: string, before: Date, signal: AbortSignal): Promise<Pruned> {
  signal.throwIfAborted()
  const folder = await dataPath(dataDir, ARCHIVE)
  const removed: string[] = []
  const failed: { path: string; failure: Failure }[] = []
  for (const name of await directoriesIn(folder)) {
    if (!(archivedAt(name) < before.getTime())) continue
    signal.throwIfAborted()
    const path = `${ARCHIVE}/${name}`
    try {
      await discard(await dataPath(dataDir, path))
      removed.push(path)
    } catch (thrown) {
      failed.push({ path, failure: Failure.from(thrown) })
    }
  }
  await clearStale(folder)
  return { removed, failed }
}
