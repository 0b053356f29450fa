import { Failure } from '#contract'
import { git, type Remote } from '../git.ts'
import { checkedBranch, checkedRepository } from '../names.ts'
import { noSuchBranch } from '../remote-branch.ts'
import type { Context } from './context.ts'
import { readHead } from './read-refs.ts'
import { readRepository } from './repositories.ts'

/** Where git finds a repository, and what it says there who it is. */
export interface Access {
  readonly url: string
  readonly remote: Remote
}

/** @throws Failure RESOURCE_NOT_FOUND, FORGE_FAILED where git would be led to another protocol than the API's */
export async function accessTo(context: Context, apiUrl: string, name: string, signal: AbortSignal): Promise<Access> {
  const repository = checkedRepository(name)
  const found = await readRepository(context, repository, signal)
  if (found === undefined) {
    throw new Failure('RESOURCE_NOT_FOUND', `There is no repository "${repository}" on GitHub that the token can see`)
  }
  const { origin, protocol } = new URL(found.clone_url)
  if (protocol !== new URL(apiUrl).protocol) {
    const text = `GitHub names ${found.clone_url} for "${repository}", which is not ${new URL(apiUrl).protocol}`
    throw new Failure('FORGE_FAILED', text, { class: 'permanent' })
  }
  const { token } = await context.api.grant(signal)
  // Any user name will do, this is the one that GitHub documents for all kinds of tokens.
  const authorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  return { url: found.clone_url, remote: { origin, authorization } }
}

/** Clones a branch into an empty directory. The address in the clone holds no token. */
export async function cloneBranch(
  context: Context,
  apiUrl: string,
  request: { readonly repository: string; readonly branch: string; readonly directory: string },
  signal: AbortSignal,
): Promise<void> {
  const branch = checkedBranch(request.branch)
  const { url, remote } = await accessTo(context, apiUrl, request.repository, signal)
  const args = ['clone', '--quiet', '--template=', `--branch=${branch}`, '--', url, request.directory]
  try {
    await git(args, { signal, remote, timeoutMs: context.gitTimeoutMs })
  } catch (thrown) {
    signal.throwIfAborted()
    // git's exit code is the same for every reason, so GitHub tells which one it was.
    if ((await readHead(context, request.repository, branch, signal)) !== undefined) throw thrown
    throw noSuchBranch(branch, thrown)
  }
}
