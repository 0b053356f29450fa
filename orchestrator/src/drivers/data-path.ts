import { readdir, realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { directoryOf, Failure } from '#contract'
import { isErrno, unlessAbsent } from './errno.ts'

/**
 * Absolute path of something below the data root. It need not exist; no symbolic link may be on the way to it,
 * so that what an application puts into its own directory can't lead a driver elsewhere.
 * @throws Failure INTERNAL (permanent) when the path leaves the data root or passes a symbolic link
 */
export async function dataPath(dataDir: string, path: string): Promise<string> {
  const root = await realpath(dataDir)
  const target = resolve(root, path)
  const inside = relative(root, target)
  const leaves = inside === '' || inside === '..' || inside.startsWith(`..${sep}`)
  if (leaves || (await passesLink(target))) {
    throw new Failure('INTERNAL', `"${path}" leads out of the data root and was refused`, { class: 'permanent' })
  }
  return target
}

async function passesLink(target: string): Promise<boolean> {
  try {
    return (await realpath(target)) !== target
  } catch (thrown) {
    if (!isErrno(thrown, 'ENOENT', 'ENOTDIR')) throw thrown
    return passesLink(dirname(target))
  }
}

const RESOURCE_TYPES = ['team', 'workspace', 'sandbox'] as const

/** Paths, relative to the data root, of the folders that hold the directories of resources: `teams`, `workspaces`, `sandboxes`. */
export const RESOURCE_FOLDERS: readonly string[] = RESOURCE_TYPES.map((type) => dirname(directoryOf(type, 'any')))

/** Paths, relative to the data root, of every directory that has the place of a resource's. */
export async function resourceDirectories(dataDir: string): Promise<string[]> {
  const found = RESOURCE_FOLDERS.map(async (folder) => {
    const names = await directoriesIn(join(dataDir, folder))
    return names.map((name) => `${folder}/${name}`)
  })
  return (await Promise.all(found)).flat()
}

/** Names of the directories in a folder, which may be absent; what is hidden and symbolic links are left out. */
export async function directoriesIn(folder: string): Promise<string[]> {
  const entries = (await unlessAbsent(readdir(folder, { withFileTypes: true }))) ?? []
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []))
}
