import { constants } from 'node:fs'
import { copyFile, lstat, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#contract'
import { ExecError } from '../../process/exec.ts'
import { unlessAbsent } from '../errno.ts'
import { hasCommit, stateOf } from './ancestry.ts'
import { type CheckoutPaths, checkoutPaths, commitOf, requireOwnRef } from './checkout-paths.ts'
import { withEmptyRepository } from './empty-repository.ts'
import { git } from './git.ts'
import { lockIndex } from './index-lock.ts'
import { checkedBranch, checkedCommit } from './names.ts'
import type { CheckoutRequest } from './port.ts'
import { setRef } from './refs.ts'

/** Files in .git that stand while a person merges, picks or reverts by hand. (While they rebase, no branch is checked out.) */
const UNDER_WAY = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD']

/**
 * Brings a checkout forward to a commit in its objects: its files, then its index, then its branch, so that a repetition
 * after a kill goes on with what is missing.
 * @returns why it was left as it is; undefined when it is at that commit
 * @throws Failure RESOURCE_NOT_FOUND (no checkout), FORGE_FAILED
 */
export async function bringForward(
  dataDir: string,
  request: Omit<CheckoutRequest, 'repository'> & { readonly commit: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const [commit, branch] = [checkedCommit(request.commit), `refs/heads/${checkedBranch(request.branch)}`]
  const checkout = await checkoutPaths(dataDir, request.directory)
  await requireOwnRef(dataDir, request.directory, branch)
  await using lock = await lockIndex(checkout.gitDir)
  const local = await commitOf(checkout, signal)
  if (local === commit) return undefined
  if (lock === undefined) return 'Another git command is at work in the checkout, or was killed there (index.lock).'
  const standing = await git([`--git-dir=${checkout.gitDir}`, 'rev-parse', '--symbolic-full-name', 'HEAD'], { signal })
  if (standing !== branch) return `The checkout is not on branch "${request.branch}".`
  const underWay = await Promise.all(UNDER_WAY.map((file) => unlessAbsent(lstat(join(checkout.gitDir, file)))))
  if (underWay.some((found) => found !== undefined)) return 'A merge, pick or revert is under way in the checkout.'

  return await withEmptyRepository(signal, async (repository) => {
    const reading = { signal, alternateObjects: checkout.objects }
    if (!(await hasCommit(commit, repository, reading))) return `The checkout has no commit ${commit}.`
    if ((await stateOf(local, commit, repository, reading)) !== 'behind') {
      return `The checkout has commits that are not part of ${commit}.`
    }
    const obstacle = await bringFiles(checkout, { repository, local, commit }, signal)
    if (obstacle !== undefined) return `Files in the checkout would be lost. ${obstacle}`
    await setRef(checkout.gitDir, branch, commit, signal, local)
    return undefined
  })
}

/** @returns what git says is in the way */
async function bringFiles(
  { files, objects, index }: CheckoutPaths,
  { repository, local, commit }: { readonly repository: string; readonly local: string; readonly commit: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const copy = join(repository, 'index')
  const places = ['-C', files, `--git-dir=${repository}`, `--work-tree=${files}`]
  const run = (args: readonly string[], input = ''): Promise<string> =>
    git([...places, ...args], { signal, alternateObjects: objects, index: copy, input })
  await run(['update-ref', 'HEAD', local])
  await unlessAbsent(copyFile(index, copy))
  try {
    // A predecessor that was killed may have written some of the files: those count as brought, the others as changed.
    const written = await writtenSince(files, run, local, commit)
    await run(['update-index', '--add', '-z', '--stdin'], written.map((path) => `${path}\0`).join(''))
    // What is ignored may be precious, too: a database, an .env.
    await run(['merge', '--quiet', '--ff-only', '--no-overwrite-ignore', '--no-stat', '--no-autostash', commit])
  } catch (thrown) {
    const said = wordsOf(thrown)
    if (said === undefined) throw thrown
    return said
  }
  const next = `${index}.slipway`
  // What a predecessor left there, or somebody put there as a link, is not written through.
  await rm(next, { force: true })
  await copyFile(copy, next, constants.COPYFILE_EXCL)
  await rename(next, index)
  return undefined
}

/** Paths that differ between two commits, are staged as the first has them, and exist as something that git can stage. */
async function writtenSince(
  files: string,
  run: (args: readonly string[]) => Promise<string>,
  local: string,
  commit: string,
): Promise<string[]> {
  const between = await run(['diff-tree', '-r', '-z', '--no-renames', '--name-only', local, commit])
  const staged = await run(['diff-index', '--cached', '-z', '--no-renames', '--name-only', local])
  const kept = new Set(staged.split('\0'))
  const written: string[] = []
  for (const path of between.split('\0')) {
    if (path === '' || kept.has(path)) continue
    const found = await unlessAbsent(lstat(join(files, path)))
    if (found !== undefined && !found.isDirectory()) written.push(path)
  }
  return written
}

/** What git printed when it failed; undefined when something else went wrong. */
function wordsOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Failure && thrown.code === 'FORGE_FAILED' && thrown.cause instanceof Failure))
    return undefined
  return thrown.cause.cause instanceof ExecError ? thrown.cause.cause.stderr.trim() : undefined
}
