import { Failure } from '#contract'
import { git } from './git.ts'
import type { Standing } from './port.ts'

/** What `git` is given to read a repository. */
interface Reading {
  readonly signal: AbortSignal
  readonly alternateObjects?: string
  readonly objects?: string
}

/** Whether a commit is an ancestor of another; one that is not known here is none. */
export const isBehind = (older: string, newer: string, repository: string, reading: Reading): Promise<boolean> =>
  holds(['merge-base', '--is-ancestor', older, newer], repository, reading)

/** Whether a repository has a commit. */
export const hasCommit = (commit: string, repository: string, reading: Reading): Promise<boolean> =>
  holds(['cat-file', '-e', `${commit}^{commit}`], repository, reading)

/** How a commit stands to that of a branch on the forge; both are known here. */
export async function stateOf(
  local: string,
  remote: string,
  repository: string,
  reading: Reading,
): Promise<Standing['state']> {
  if (local === remote) return 'same'
  if (await isBehind(local, remote, repository, reading)) return 'behind'
  return (await isBehind(remote, local, repository, reading)) ? 'ahead' : 'diverged'
}

async function holds(question: readonly string[], repository: string, reading: Reading): Promise<boolean> {
  try {
    await git([`--git-dir=${repository}`, ...question], reading)
    return true
  } catch (thrown) {
    reading.signal.throwIfAborted()
    if (thrown instanceof Failure && thrown.code === 'FORGE_FAILED') return false
    throw thrown
  }
}
