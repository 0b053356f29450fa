import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { putBack } from './aside.ts'
import { hostGit, objectIn, ownGit, requireObject } from './git.ts'
import type { AgentHost } from './hosts/port.ts'
import { objectsOf, type RunFolder } from './run-folder.ts'

/** What stands in a tree: its files as an object, and the commit that they follow. */
export interface Snapshot {
  readonly tree: string
  readonly parent: string
}

interface SnapshotOptions {
  /** Passes over files that can't be read, rather than fail. @default false */
  readonly lenient?: boolean
  readonly signal: AbortSignal
}

/**
 * Takes up what stands in the tree of a run. Files are read as the agent's user, and the repository that is worked with is the
 * outbox: nothing that the agent wrote into the configuration of its own counts, nor into its index.
 * @throws Failure AGENT_COMMAND_FAILED, AGENT_HOST_UNREACHABLE
 */
export async function takeSnapshot(
  folder: RunFolder,
  host: AgentHost,
  { lenient = false, signal }: SnapshotOptions,
): Promise<Snapshot> {
  const { tree, scratch, outbox } = folder
  await putBack(folder, host, signal)
  const parent = await parentOf(folder, host, signal)
  const { made, agents, checkouts } = objectsOf(folder)
  const env = {
    GIT_DIR: join(outbox, '.git'),
    GIT_WORK_TREE: tree,
    GIT_INDEX_FILE: join(scratch, `index-${randomUUID()}`),
    GIT_OBJECT_DIRECTORY: made,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: [agents, checkouts, join(outbox, '.git', 'objects')].join(':'),
  }
  await hostGit(host, tree, ['read-tree', parent], { env, signal })
  const add = ['add', '--all', ...(lenient ? ['--ignore-errors'] : [])]
  await hostGit(host, tree, add, { env, signal, ...(lenient ? { answers: [1, 128] } : {}) })
  const { stdout } = await hostGit(host, tree, ['write-tree'], { env, signal })
  return { tree: requireObject(stdout), parent }
}

/** The commit that the agent left its tree at, if it goes back to the one that the run started from: otherwise that one. */
async function parentOf(folder: RunFolder, host: AgentHost, signal: AbortSignal): Promise<string> {
  const args = [`--git-dir=${join(folder.tree, '.git')}`, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}']
  const head = objectIn((await hostGit(host, folder.tree, args, { signal, answers: [1, 128] })).stdout)
  if (head === undefined) return folder.commit
  const git = `--git-dir=${join(folder.outbox, '.git')}`
  const ancestry = [git, 'merge-base', '--is-ancestor', folder.commit, head]
  const { exitCode } = await ownGit(ancestry, { signal, answers: [1, 128] })
  return exitCode === 0 ? head : folder.commit
}
