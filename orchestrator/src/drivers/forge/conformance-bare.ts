import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ForgeWorld } from './conformance-world.ts'
import { git } from './git.ts'
import { readHeads } from './refs.ts'

const { signal } = new AbortController()

/** What a world shows of bare repositories, and does to them as somebody who is not Slipway: behind the forge's back. */
type Bare = Pick<ForgeWorld, 'push' | 'heads' | 'messages' | 'files'>

/**
 * @param pathOf absolute path of a repository, where there may be none
 * @param base an empty directory for what is worked on
 */
export function bareRepositories(pathOf: (repository: string) => string, base: string): Bare {
  let serial = 0
  const read = (repository: string, ...args: string[]): Promise<string> =>
    git([`--git-dir=${pathOf(repository)}`, ...args], { signal })
  const parts = (text: string): string[] => text.split('\0').filter((part) => part !== '')

  return {
    async push(repository, branch, file) {
      const clone = join(base, `clone-${++serial}`)
      await git(['clone', '--quiet', '--', pathOf(repository), clone], { signal, remote: 'file' })
      const heads = await readHeads(pathOf(repository), signal)
      const start = heads.find((head) => head.branch === branch) ?? heads.find((head) => head.branch === 'main')
      const at = ['-C', clone]
      await git([...at, 'checkout', '--quiet', '-B', branch, ...(start === undefined ? [] : [start.commit])], {
        signal,
      })
      await writeFile(join(clone, file), `${file} ${serial}\n`)
      await git([...at, 'add', '--', file], { signal })
      await git([...at, 'commit', '--quiet', '-m', `Add ${file}`], { signal })
      await git([...at, 'push', '--quiet', 'origin', branch], { signal, remote: 'file' })
      return git([...at, 'rev-parse', 'HEAD'], { signal })
    },
    async heads(repository) {
      const found = (await readdir(pathOf(repository)).catch(() => [])).length > 0
      const all = found ? await readHeads(pathOf(repository), signal) : []
      return Object.fromEntries(all.map(({ branch, commit }) => [branch, commit]))
    },
    messages: async (repository, branch) =>
      parts(await read(repository, 'log', '-z', '--format=%B', `refs/heads/${branch}`, '--')),
    files: async (repository, branch) =>
      parts(await read(repository, 'ls-tree', '-z', '--name-only', `refs/heads/${branch}`)),
  }
}

/** Names of what is only there while something is made or removed. */
export const TEMPORARY = /\.(?:making|trash|lock|tmp)$|\/tmp_/
