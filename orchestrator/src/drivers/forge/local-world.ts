import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { directoryOf } from '#contract'
import { callInAnotherProcess } from '../another-process.ts'
import { bareRepositories, TEMPORARY } from './conformance-bare.ts'
import type { ForgeWorld } from './conformance-world.ts'
import { git } from './git.ts'
import { createLocalForge } from './local.ts'

const { signal } = new AbortController()

/** A local forge in a new directory, for tests. `path` replaces the environment of the processes it starts by this PATH; what they leave when they are killed goes with the world. */
export async function makeLocalWorld(path?: string): Promise<ForgeWorld> {
  const base = await mkdtemp(join(tmpdir(), 'slipway-forge-'))
  const dataDir = join(base, 'data')
  const bare = (repository: string): string => join(dataDir, 'forge', `${repository}.git`)
  const initialise = (repository: string): Promise<string> =>
    git(['init', '--quiet', '--bare', '--template=', '--initial-branch=main', '--', bare(repository)], { signal })
  const env = path === undefined ? undefined : { PATH: path, TMPDIR: base }
  let serial = 0

  const repositories = bareRepositories(bare, base)
  await initialise('slipway/sample')
  await initialise('slipway/empty')
  await repositories.push('slipway/sample', 'main', 'README.md')
  return {
    forge: createLocalForge({ dataDir }),
    organisation: 'acme',
    template: 'slipway/sample',
    empty: 'slipway/empty',
    ...repositories,
    async newDirectory() {
      const resource = directoryOf('sandbox', `place-${++serial}`)
      await mkdir(join(dataDir, resource), { recursive: true })
      return `${resource}/checkout`
    },
    pathOf: (directory) => join(dataDir, directory),
    start: (call) => callInAnotherProcess(new URL('./local.child.ts', import.meta.url), { dataDir, call }, env),
    leftovers: async () => (await readdir(dataDir, { recursive: true })).filter((path) => TEMPORARY.test(path)),
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }),
  }
}
