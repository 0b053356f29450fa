import { Failure } from '#contract'
import { ExecError } from '../../process/exec.ts'
import { isBehind } from './ancestry.ts'
import { checkoutPaths, commitOf } from './checkout-paths.ts'
import { withEmptyRepository } from './empty-repository.ts'
import { git } from './git.ts'
import { accessOf, type RemoteBranch } from './remote-branch.ts'

/**
 * Pushes the commit that a checkout is at. The push leaves from an empty repository that borrows the checkout's objects.
 * @throws Failure BRANCH_DIVERGED, RESOURCE_NOT_FOUND (no checkout), FORGE_FAILED
 */
export async function pushCheckout(
  dataDir: string,
  directory: string,
  to: RemoteBranch,
  signal: AbortSignal,
): Promise<{ commit: string }> {
  const { url, branch, head } = to
  const checkout = await checkoutPaths(dataDir, directory)
  const commit = await commitOf(checkout, signal)
  const borrowing = { signal, alternateObjects: checkout.objects }
  return withEmptyRepository(signal, async (outbox) => {
    try {
      // A repository of the local forge must run no program either.
      const receiver = '--receive-pack=git -c core.hooksPath=/dev/null -c receive.autogc=false receive-pack'
      const push = ['push', '--porcelain', '--no-verify', ...(to.remote === 'file' ? [receiver] : [])]
      const options = { ...borrowing, ...accessOf(to) }
      await git([`--git-dir=${outbox}`, ...push, '--', url, `${commit}:refs/heads/${branch}`], options)
      return { commit }
    } catch (thrown) {
      signal.throwIfAborted()
      const standing = await head()
      if (standing === commit) return { commit } // only the answer was lost
      if (!isRefusal(thrown)) throw thrown
      if (standing !== undefined && !(await isBehind(standing, commit, outbox, borrowing))) {
        const text = `Branch "${branch}" is at ${standing}, which is not part of what "${directory}" has at ${commit}`
        throw new Failure('BRANCH_DIVERGED', text, { cause: thrown })
      }
      throw new Failure('FORGE_FAILED', thrown.message, { class: 'permanent', cause: thrown })
    }
  })
}

/** Of a push that was carried out, `git push --porcelain` tells for each ref what became of it; "!" means refused. */
const isRefusal = (thrown: unknown): thrown is Failure =>
  thrown instanceof Failure &&
  thrown.cause instanceof Failure &&
  thrown.cause.cause instanceof ExecError &&
  /^!\t/m.test(thrown.cause.cause.stdout)
