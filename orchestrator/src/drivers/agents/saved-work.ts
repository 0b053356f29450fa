import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ownGit } from './git.ts'
import { inOutbox, resolve } from './outbox.ts'
import type { RunFolder } from './run-folder.ts'

/** Where a sandbox's checkout keeps what its runs left unmerged, by the task. */
const SAVED = 'refs/slipway/runs'
/** Most that are kept; the oldest go first. */
const MOST = 20

const inCheckout = (
  { checkoutGit }: RunFolder,
  args: readonly string[],
  options: Parameters<typeof ownGit>[1],
): ReturnType<typeof ownGit> => ownGit([`--git-dir=${checkoutGit}`, ...args], options)

/**
 * Puts a commit of a run into the repository of the checkout as `refs/slipway/runs/<task>`, unless a branch there has it.
 * @throws Failure AGENT_COMMAND_FAILED
 */
export async function saveWork(folder: RunFolder, commit: string, signal: AbortSignal): Promise<void> {
  const branches = ['for-each-ref', '--format=%(objectname)', 'refs/heads', 'refs/remotes']
  const { stdout } = await inCheckout(folder, branches, { signal })
  const revisions = [commit, ...stdout.split('\n').flatMap((head) => (head === '' ? [] : [`^${head}`]))]
  const input = revisions.map((revision) => `${revision}\n`).join('')
  const unmerged = await inOutbox(folder, ['rev-list', '--max-count=1', '--ignore-missing', '--stdin'], {
    signal,
    input,
  })
  if (unmerged.stdout === '') return
  const pack = join(folder.checkoutGit, 'objects', 'pack', 'pack')
  await inOutbox(folder, ['pack-objects', '--quiet', '--revs', pack], { signal, input })
  const ref = `${SAVED}/${folder.tag.task}`
  // Nobody else writes this ref: a lock that stands is of one that was killed.
  await rm(join(folder.checkoutGit, `${ref}.lock`), { force: true })
  await inCheckout(folder, ['update-ref', ref, await resolve(folder, `${commit}^{commit}`, signal)], { signal })
  await dropOldest(folder, signal)
}

async function dropOldest(folder: RunFolder, signal: AbortSignal): Promise<void> {
  const list = ['for-each-ref', '--sort=-creatordate', '--format=%(refname)', SAVED]
  const refs = (await inCheckout(folder, list, { signal })).stdout.split('\n').filter((ref) => ref !== '')
  const input = refs
    .slice(MOST)
    .map((ref) => `delete ${ref}\n`)
    .join('')
  if (input !== '') await inCheckout(folder, ['update-ref', '--stdin'], { signal, input })
}
