import { constants } from 'node:fs'
import { open, readdir, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { MAX_LISTED, type Excerpt, type TreeReader } from './repository.ts'

/** What is git's, or was installed: neither is part of the repository. */
const PASSED_OVER: ReadonlySet<string> = new Set(['.git', 'node_modules'])

/**
 * Reads a directory in which an agent may have worked. No link is followed out of it, nor to what git keeps there; what can't be
 * read counts as absent.
 */
export const treeReader = (directory: string): TreeReader => ({
  listFiles: () => listFiles(directory),
  read: (path, maxBytes) => unlessUnreadable(read(directory, path, maxBytes)),
})

async function listFiles(directory: string): Promise<string[]> {
  const found: string[] = []
  // Level by level, so that a limit leaves out what is deepest.
  let level = ['']
  while (level.length > 0 && found.length < MAX_LISTED) {
    const next: string[] = []
    for (const folder of level) {
      const entries = (await unlessUnreadable(readdir(join(directory, folder), { withFileTypes: true }))) ?? []
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`
        if (entry.isFile()) found.push(path)
        else if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) next.push(path)
      }
    }
    level = next
  }
  return found.slice(0, MAX_LISTED)
}

async function read(directory: string, path: string, maxBytes: number): Promise<Excerpt | undefined> {
  const [root, target] = await Promise.all([realpath(directory), realpath(join(directory, path))])
  const first = relative(root, target).split(sep)[0]
  if (first === undefined || ['', '..', '.git'].includes(first)) return undefined
  // It may have become a link or a pipe since: neither is followed or waited for.
  await using file = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const stats = await file.stat()
  if (!stats.isFile()) return undefined
  const buffer = Buffer.alloc(Math.min(stats.size, maxBytes))
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
  // `stream` leaves out a character that the end cuts.
  const text = new TextDecoder().decode(buffer.subarray(0, bytesRead), { stream: stats.size > bytesRead })
  return { text, beyond: Math.max(0, stats.size - bytesRead) }
}

const UNREADABLE: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENXIO', 'ENAMETOOLONG'])

async function unlessUnreadable<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && UNREADABLE.has(thrown.code)) return undefined
    throw thrown
  }
}
