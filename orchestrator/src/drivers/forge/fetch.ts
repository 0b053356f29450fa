import { join } from 'node:path'
import { stateOf } from './ancestry.ts'
import { type CheckoutPaths, checkoutPaths, commitOf, requireOwnRef } from './checkout-paths.ts'
import { withEmptyRepository } from './empty-repository.ts'
import { git } from './git.ts'
import type { Standing } from './port.ts'
import { setRef } from './refs.ts'
import { accessOf, noSuchBranch, type RemoteBranch } from './remote-branch.ts'

const FETCHED = 'refs/slipway/fetched'
// Nothing of what is fetched makes git fetch more, or work on after it has answered.
const FETCH = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-gc']

/**
 * Brings a branch's head into the objects of a checkout, as its `refs/remotes/origin/<branch>`. An empty repository that
 * writes into these objects does it, so that the checkout's configuration names neither server nor program.
 * @throws Failure RESOURCE_NOT_FOUND (no checkout, no such branch), FORGE_FAILED
 */
export async function fetchIntoCheckout(
  dataDir: string,
  directory: string,
  from: RemoteBranch,
  signal: AbortSignal,
): Promise<Standing> {
  const tracking = `refs/remotes/origin/${from.branch}`
  const checkout = await checkoutPaths(dataDir, directory)
  await requireOwnRef(dataDir, directory, tracking)
  const local = await commitOf(checkout, signal)
  return withEmptyRepository(signal, async (repository) => {
    const own = `--git-dir=${repository}`
    const writing = { signal, objects: checkout.objects }
    // What the checkout has need not come again.
    await git([own, 'update-ref', 'HEAD', local], writing)
    try {
      const refs = `+refs/heads/${from.branch}:${FETCHED}`
      await git([own, ...FETCH, '--', from.url, refs], { ...writing, ...accessOf(from) })
    } catch (thrown) {
      signal.throwIfAborted()
      if ((await from.head()) !== undefined) throw thrown
      throw noSuchBranch(from.branch, thrown)
    }
    const remote = await git([own, 'rev-parse', '--verify', FETCHED], writing)
    await setRef(checkout.gitDir, tracking, remote, signal)
    const [state, dirty] = await Promise.all([
      stateOf(local, remote, repository, writing),
      isDirty(checkout, repository, signal),
    ])
    return { remote, local, state, dirty }
  })
}

/** Whether files differ from the commit that `repository` has as its HEAD, or are new and not ignored. */
async function isDirty({ files, gitDir, objects, index }: CheckoutPaths, repository: string, signal: AbortSignal) {
  const places = ['-C', files, `--git-dir=${repository}`, `--work-tree=${files}`]
  // Patterns, no program: what people ignore in this checkout alone.
  const ignored = ['-c', `core.excludesFile=${join(gitDir, 'info', 'exclude')}`]
  // In a submodule its own configuration would count.
  const status = ['status', '--porcelain', '-z', '--no-renames', '--ignore-submodules=all']
  const options = { signal, alternateObjects: objects, index }
  return (await git([...places, '--no-optional-locks', ...ignored, ...status], options)) !== ''
}
