import { join } from 'node:path'
import type { ChangedFile } from '#contract'
import { objectIn, ownGit, requireObject } from './git.ts'
import type { Commit, CommitRequest } from './port.ts'
import type { RunFolder } from './run-folder.ts'
import type { Snapshot } from './snapshot.ts'

/** The commit that was made of the tree; HEAD is that, or what it was rebased to. */
const MADE = 'refs/slipway/made'

/** git on the outbox of a run. */
export const inOutbox = (
  { outbox }: RunFolder,
  args: readonly string[],
  options: Parameters<typeof ownGit>[1],
): ReturnType<typeof ownGit> => ownGit([`--git-dir=${join(outbox, '.git')}`, ...args], options)

/** The id of an object by an expression such as `<commit>^{tree}`. @throws Failure AGENT_COMMAND_FAILED */
export const resolve = async (folder: RunFolder, expression: string, signal: AbortSignal): Promise<string> =>
  requireObject((await inOutbox(folder, ['rev-parse', '--verify', expression], { signal })).stdout)

const find = async (folder: RunFolder, ref: string, signal: AbortSignal): Promise<string | undefined> =>
  objectIn((await inOutbox(folder, ['rev-parse', '--verify', '--quiet', ref], { signal, answers: [1] })).stdout)

/** What is to be pushed, if anything was made of the run's work. */
export const pushable = (folder: RunFolder, signal: AbortSignal): Promise<string | undefined> =>
  find(folder, 'HEAD', signal)

/** Notes what is to be pushed; with `made`, as what was made of the tree. */
export async function keep(folder: RunFolder, commit: string, made: boolean, signal: AbortSignal): Promise<void> {
  const lines = [`update HEAD ${commit}`, ...(made ? [`update ${MADE} ${commit}`] : [])]
  const input = lines.map((line) => `option no-deref\n${line}\n`).join('')
  await inOutbox(folder, ['update-ref', '--stdin'], { signal, input })
}

/**
 * A commit of what stands in the tree, noted as what is to be pushed. The same files are the same commit: it is made once, and
 * what it was rebased to stays.
 * @returns undefined when the files are those that the run started from
 */
export async function commitOf(
  folder: RunFolder,
  { tree, parent }: Snapshot,
  request: CommitRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  const treeOf = (commit: string): Promise<string> => resolve(folder, `${commit}^{tree}`, signal)
  if (tree === (await treeOf(folder.commit))) return undefined
  const made = await find(folder, MADE, signal)
  if (made !== undefined && tree === (await treeOf(made))) return pushable(folder, signal)
  const isCommitted = tree === (await treeOf(parent))
  const commit = isCommitted ? parent : await writeCommit(folder, tree, parent, { ...request, env: {} }, signal)
  await keep(folder, commit, true, signal)
  return commit
}

interface NewCommit extends CommitRequest {
  readonly env: Readonly<Record<string, string>>
}

/** Writes a commit, with Slipway as its committer. */
export async function writeCommit(
  folder: RunFolder,
  tree: string,
  parent: string,
  { message, author, env }: NewCommit,
  signal: AbortSignal,
): Promise<string> {
  const identity = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: 'Slipway',
    GIT_COMMITTER_EMAIL: 'slipway@localhost',
  }
  const args = ['commit-tree', tree, '-p', parent, '-F', '-']
  const { stdout } = await inOutbox(folder, args, { signal, env: { ...identity, ...env }, input: message })
  return requireObject(stdout)
}

/** A commit with the files in which it differs from another. */
export async function describe(folder: RunFolder, from: string, commit: string, signal: AbortSignal): Promise<Commit> {
  const plain = ['--numstat', '-z', '--no-renames', '--no-ext-diff', '--no-textconv']
  const { stdout } = await inOutbox(folder, ['diff-tree', '-r', ...plain, from, commit], { signal })
  return { commit, files: stdout.split('\0').flatMap(changedFile) }
}

const LINES = /^(?<added>\d+|-)\t(?<removed>\d+|-)\t(?<path>.+)$/s

function changedFile(line: string): ChangedFile[] {
  const { added, removed, path } = LINES.exec(line)?.groups ?? {}
  return path === undefined ? [] : [{ path, added: linesOf(added), removed: linesOf(removed) }]
}

/** git prints `-` for a binary file. */
const linesOf = (count: string | undefined): number | null =>
  count === undefined || count === '-' ? null : Number(count)
