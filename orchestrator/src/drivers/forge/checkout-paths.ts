import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#contract'
import { dataPath } from '../data-path.ts'
import { unlessAbsent } from '../errno.ts'
import { git } from './git.ts'
import { isRepository } from './names.ts'

/** Absolute paths of a checkout and of what git keeps in it. */
export interface CheckoutPaths {
  readonly files: string
  readonly gitDir: string
  readonly objects: string
  readonly index: string
}

/**
 * Where a checkout and its parts are. No link leads out of it: what is written there is written there.
 * @throws Failure RESOURCE_NOT_FOUND (no checkout), FORGE_FAILED (its references are another repository's)
 */
export async function checkoutPaths(dataDir: string, directory: string): Promise<CheckoutPaths> {
  const within = (path: string): Promise<string> => dataPath(dataDir, join(directory, path))
  const [files, gitDir, objects] = await Promise.all([within('.'), within('.git'), within('.git/objects')])
  if (!(await isRepository(gitDir))) {
    throw new Failure('RESOURCE_NOT_FOUND', `There is no checkout in "${directory}"`)
  }
  if ((await unlessAbsent(lstat(join(gitDir, 'commondir')))) !== undefined) {
    throw new Failure('FORGE_FAILED', `"${directory}" is a worktree of another repository`, { class: 'permanent' })
  }
  return { files, gitDir, objects, index: join(gitDir, 'index') }
}

/**
 * Sees that a reference of a checkout, and the log that git keeps of it, are written where they seem to be.
 * @throws Failure INTERNAL (permanent) where a link leads elsewhere
 */
export async function requireOwnRef(dataDir: string, directory: string, ref: string): Promise<void> {
  const written = [ref, join('logs', ref), join('logs', 'HEAD')]
  await Promise.all(written.map((path) => dataPath(dataDir, join(directory, '.git', path))))
}

/** Commit that a checkout is at. */
export const commitOf = ({ gitDir }: Pick<CheckoutPaths, 'gitDir'>, signal: AbortSignal): Promise<string> =>
  git([`--git-dir=${gitDir}`, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { signal })
