import { lstat, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure, SECRETS_FOLDER } from '#contract'
import { dataPath, RESOURCE_FOLDERS, resourceDirectories } from '../data-path.ts'
import type { Found, Tag } from '../effect.ts'
import { ensureWhole } from '../ensure-whole.ts'
import { unlessAbsent } from '../errno.ts'
import { clearLeftovers, clearStale, discard } from '../staging.ts'
import { covers, readTag, writeTag } from '../tag-file.ts'
import { moveToArchive, pruneArchive } from './archive.ts'
import type { Directories } from './port.ts'
import { writeSecretFile } from './secret-file.ts'

const TAG_FILE = '.slipway.json'
const tagOf = (directory: string): Promise<Tag | undefined> => readTag(join(directory, TAG_FILE))

interface LocalDirectoriesOptions {
  /** Absolute path of the data root, which exists. */
  readonly dataDir: string
}

/** Directories on this machine. The tag is the file `.slipway.json` in each, and is there from its first moment. */
export function createLocalDirectories({ dataDir }: LocalDirectoriesOptions): Directories {
  /** Whether a directory stands that the owner may adopt; NAME_TAKEN where something else does. */
  const isAdopted = async (path: string, directory: string, owner: string): Promise<boolean> => {
    const stands = async () => (await unlessAbsent(lstat(directory))) !== undefined
    // It has its tag from its first moment on. In the other order another process may put it there between the two looks.
    if (!(await stands())) return false
    const tag = await tagOf(directory)
    if (tag?.owner === owner) return true
    if (tag === undefined && !(await stands())) return false // It was removed between them.
    throw new Failure('NAME_TAKEN', `Directory "${path}" belongs to ${tag?.owner ?? 'nobody known to Slipway'}`)
  }

  return {
    kinds: ['directory'],

    async ensureDirectory(path, tag, signal) {
      signal.throwIfAborted()
      const directory = await dataPath(dataDir, path)
      const stands = async () => {
        if (await isAdopted(path, directory, tag.owner)) return true
        signal.throwIfAborted()
        await mkdir(dirname(directory), { recursive: true })
        return false
      }
      await ensureWhole(directory, stands, (temporary) => writeTag(join(temporary, TAG_FILE), tag))
    },

    async writeSecret(path, name, text, claim, signal) {
      signal.throwIfAborted()
      const directory = await dataPath(dataDir, path)
      const tag = await tagOf(directory)
      if (tag === undefined || !covers(claim, tag))
        throw new Failure('RESOURCE_NOT_FOUND', `${claim.owner} has no directory "${path}"`)
      signal.throwIfAborted()
      await writeSecretFile(await dataPath(dataDir, `${path}/${SECRETS_FOLDER}`), name, text)
    },

    async archive(path, claim, signal) {
      signal.throwIfAborted()
      const directory = await dataPath(dataDir, path)
      await clearLeftovers(directory, claim, tagOf)
      const tag = await tagOf(directory)
      if (tag === undefined || !covers(claim, tag)) return undefined
      signal.throwIfAborted()
      await rm(join(directory, SECRETS_FOLDER), { recursive: true, force: true })
      return moveToArchive(dataDir, path, directory)
    },

    pruneArchive: (before, signal) => pruneArchive(dataDir, before, signal),

    async remove({ name }, claim, signal) {
      signal.throwIfAborted()
      const directory = await dataPath(dataDir, name)
      await clearLeftovers(directory, claim, tagOf)
      const tag = await tagOf(directory)
      if (tag === undefined || !covers(claim, tag)) return
      signal.throwIfAborted()
      await discard(directory)
    },

    async list(signal) {
      signal.throwIfAborted()
      for (const folder of RESOURCE_FOLDERS) await clearStale(join(dataDir, folder))
      signal.throwIfAborted()
      const names = await resourceDirectories(dataDir)
      const found = await Promise.all(
        names.map(async (name): Promise<Found[]> => {
          const tag = await tagOf(join(dataDir, name))
          return tag === undefined ? [] : [{ kind: 'directory', name, owner: tag.owner, task: tag.task }]
        }),
      )
      return found.flat()
    },
  }
}
