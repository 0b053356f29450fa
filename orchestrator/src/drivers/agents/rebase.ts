import { Failure } from '#contract'
import { requireObject } from './git.ts'
import { describe, inOutbox, keep, pushable, resolve, writeCommit } from './outbox.ts'
import type { Commit } from './port.ts'
import type { RunFolder } from './run-folder.ts'

/**
 * Puts what is to be pushed on top of another commit, one commit after the other. Works on objects alone: no tree is touched.
 * @throws Failure BRANCH_DIVERGED when the two contradict each other, RESOURCE_NOT_FOUND when nothing was committed
 */
export async function rebase(folder: RunFolder, onto: string, signal: AbortSignal): Promise<Commit> {
  const head = await pushable(folder, signal)
  if (head === undefined) throw new Failure('RESOURCE_NOT_FOUND', `Nothing was committed in run "${folder.run}"`)
  const range = ['rev-list', '--reverse', '--topo-order', '--no-merges', head, `^${folder.commit}`, `^${onto}`, '--']
  const { stdout } = await inOutbox(folder, range, { signal })
  let top = await resolve(folder, `${onto}^{commit}`, signal)
  for (const commit of stdout.split('\n').filter((line) => line !== '')) {
    top = await pick(folder, commit, top, signal)
  }
  await keep(folder, top, false, signal)
  return describe(folder, onto, top, signal)
}

/** A commit's change on top of another commit; that commit itself where it has the change already. */
async function pick(folder: RunFolder, commit: string, onto: string, signal: AbortSignal): Promise<string> {
  const tree = await resolve(folder, `${onto}^{tree}`, signal)
  const before = await resolve(folder, `${commit}^`, signal)
  const slipway = { name: 'Slipway', email: 'slipway@localhost' }
  // merge-tree takes the common ancestor of two commits for their base: one is made that has the base for its parent.
  const theirs = await writeCommit(folder, tree, before, { message: 'base', author: slipway, env: {} }, signal)
  const args = ['merge-tree', '--write-tree', '--no-messages', theirs, commit]
  const { exitCode, stdout } = await inOutbox(folder, args, { signal, answers: [1] })
  if (exitCode === 1) {
    const files = new Set([...stdout.matchAll(/^\d+ [0-9a-f]+ [123]\t(?<file>.+)$/gm)].map(([, file]) => file))
    const text = `The work of run "${folder.run}" contradicts ${onto} in ${[...files].slice(0, 10).join(', ')}`
    throw new Failure('BRANCH_DIVERGED', text)
  }
  const merged = requireObject(stdout)
  if (merged === tree) return onto
  return writeCommit(folder, merged, onto, await originOf(folder, commit, slipway, signal), signal)
}

async function originOf(
  folder: RunFolder,
  commit: string,
  nobody: { readonly name: string; readonly email: string },
  signal: AbortSignal,
) {
  const { stdout } = await inOutbox(
    folder,
    ['log', '-1', '--format=%an%x00%ae%x00%ad%x00%B', '--date=raw', commit, '--'],
    {
      signal,
    },
  )
  const [name = '', email = '', date = '', ...message] = stdout.split('\0')
  // git takes no commit without a name, although there are such.
  const author = { name: name.trim() === '' ? nobody.name : name, email: email.trim() === '' ? nobody.email : email }
  return { message: message.join('\0'), author, env: { GIT_AUTHOR_DATE: date } }
}
