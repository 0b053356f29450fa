import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { git } from './git.ts'

/**
 * Works with an empty bare repository, which is gone afterwards. People and agents work in a checkout, so nothing of its
 * configuration may count while a token is at hand or files are written: what is done to it is done from here, by a
 * repository that borrows its objects.
 */
export async function withEmptyRepository<T>(
  signal: AbortSignal,
  work: (repository: string) => Promise<T>,
): Promise<T> {
  const repository = await mkdtemp(join(tmpdir(), 'slipway-git-'))
  try {
    await git(['init', '--quiet', '--bare', '--template=', '--initial-branch=local', '--', repository], { signal })
    return await work(repository)
  } finally {
    await rm(repository, { recursive: true, force: true })
  }
}
