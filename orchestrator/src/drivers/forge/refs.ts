import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { unlessAbsent } from '../errno.ts'
import { git } from './git.ts'

const PREFIX = 'refs/heads/'

export interface Head {
  readonly branch: string
  readonly commit: string
  readonly tree: string
  /** Whether HEAD points to it. */
  readonly isDefault: boolean
}

/** The branches of a bare repository: all, or those that have one of the given names. */
export async function readHeads(repository: string, signal: AbortSignal, names?: readonly string[]): Promise<Head[]> {
  const patterns = names === undefined ? [PREFIX] : names.map((name) => PREFIX + name)
  const format = '%(HEAD)%(objectname) %(tree) %(refname)'
  const lines = await git([`--git-dir=${repository}`, 'for-each-ref', `--format=${format}`, '--', ...patterns], {
    signal,
  })
  const heads = lines.split('\n').flatMap(parseHead)
  return names === undefined ? heads : heads.filter(({ branch }) => names.includes(branch))
}

function parseHead(line: string): Head[] {
  const [, mark, commit, tree, branch] = /^(.)(\w+) (\w+) refs\/heads\/(.+)$/.exec(line) ?? []
  if (commit === undefined || tree === undefined || branch === undefined) return []
  return [{ branch, commit, tree, isDefault: mark === '*' }]
}

/** Makes a branch that must not exist yet. */
export async function createHead(
  repository: string,
  branch: string,
  commit: string,
  signal: AbortSignal,
): Promise<void> {
  await setRef(repository, PREFIX + branch, commit, signal, '')
}

/** Makes a reference point to a commit; with `expected`, only if it points there by now ('' for one that must not exist). */
export async function setRef(
  repository: string,
  ref: string,
  commit: string,
  signal: AbortSignal,
  expected?: string,
): Promise<void> {
  const condition = expected === undefined ? [] : [expected]
  await withoutStaleLocks(repository, ref, () =>
    git([`--git-dir=${repository}`, 'update-ref', '--', ref, commit, ...condition], { signal }),
  )
}

/** Deletes a branch; an absent one counts as deleted. With `commit`, only if it still points there. */
export async function deleteHead(
  repository: string,
  branch: string,
  commit: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const expected = commit === undefined ? [] : [commit]
  await withoutStaleLocks(repository, PREFIX + branch, () =>
    git([`--git-dir=${repository}`, 'update-ref', '-d', '--', PREFIX + branch, ...expected], { signal }),
  )
}

/**
 * Whether a name can't be a branch because another branch is a folder of it, or in it: git keeps branches as files.
 */
export const isBlocked = (branch: string, heads: readonly Pick<Head, 'branch'>[]): boolean =>
  heads.some((head) => head.branch.startsWith(`${branch}/`) || branch.startsWith(`${head.branch}/`))

/** Removes the lock that a killed git left on a branch which it was making. */
export const clearLock = (repository: string, branch: string): Promise<void> =>
  rm(lockOf(repository, PREFIX + branch), { force: true })

const lockOf = (repository: string, ref: string): string => join(repository, `${ref}.lock`)

/** Milliseconds after which a lock file on references is one that a killed git left: git holds them while it writes a line. */
const STALE_LOCK_MS = 1_000

/** Runs a change of references; where it fails and locks of a killed git were in its way, they are cleared and it is run again. */
async function withoutStaleLocks(repository: string, ref: string, change: () => Promise<unknown>): Promise<void> {
  try {
    await change()
  } catch (thrown) {
    const locks = [
      lockOf(repository, ref),
      // Held as well where the reference is the branch that is checked out.
      lockOf(repository, 'HEAD'),
      join(repository, 'packed-refs.lock'),
      join(repository, 'packed-refs.new'),
    ]
    const cleared = await Promise.all(locks.map(clearIfStale))
    if (!cleared.includes(true)) throw thrown
    await change()
  }
}

async function clearIfStale(lock: string): Promise<boolean> {
  const found = await unlessAbsent(stat(lock))
  if (found === undefined || Date.now() - found.mtimeMs < STALE_LOCK_MS) return false
  await rm(lock, { force: true })
  return true
}
