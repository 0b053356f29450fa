import { git } from './git.ts'
import { checkedBranch, existingRepository } from './names.ts'
import type { CheckoutRequest } from './port.ts'
import { readHeads } from './refs.ts'
import { noSuchBranch } from './remote-branch.ts'

/** Clones a branch of a bare repository on this machine; objects are hard links where the file system allows it. */
export async function cloneLocally(
  dataDir: string,
  request: Pick<CheckoutRequest, 'repository' | 'branch'>,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const repository = await existingRepository(dataDir, request.repository)
  const branch = checkedBranch(request.branch)
  try {
    await git(['clone', '--quiet', '--local', '--template=', `--branch=${branch}`, '--', repository, directory], {
      signal,
      remote: 'file',
    })
  } catch (thrown) {
    signal.throwIfAborted()
    const heads = await readHeads(repository, signal, [branch])
    if (heads.length > 0) throw thrown
    throw noSuchBranch(branch, thrown)
  }
}
