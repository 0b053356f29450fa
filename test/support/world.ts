import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Docker from 'dockerode'

/** Containers and networks that carry a label, as sorted lines: looked up at the engine itself. */
export async function onEngine(docker: Docker, label: string): Promise<string[]> {
  const filters = { label: [label] }
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ])
  return [
    ...containers.map(({ Names, State }) => `container ${Names.join(' ')} ${State}`),
    ...networks.map(({ Name }) => `network ${Name}`),
  ].sort()
}

export const ownerLabel = (owner: string): string => `slipway.owner=${owner}`
export const instanceLabel = (instance: string): string => `slipway.instance=${instance}`

/** Removes everything of an installation from the engine, whoever it was made for. */
export async function clearEngine(docker: Docker, instance: string): Promise<void> {
  const filters = { label: [instanceLabel(instance)] }
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true, v: true })
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove()
}

/** Every path below a folder, without what is not about resources. Directories end in `/`. */
async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1) + (entry.isDirectory() ? '/' : ''))
    .filter((path) => !path.startsWith('logs/'))
    .sort()
}

/** Every file below a folder with a digest of its bytes. */
export async function contents(folder: string): Promise<Record<string, string>> {
  const files = (await tree(folder)).filter((path) => !path.endsWith('/'))
  const digests = await Promise.all(
    files.map(async (path): Promise<[string, string]> => {
      const bytes = await readFile(join(folder, path))
      return [path, createHash('sha256').update(bytes).digest('hex')]
    }),
  )
  return Object.fromEntries(digests)
}

/** Other tasks may be at work in the same data root: a file that is gone by now holds nothing. */
function absent(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return ''
  throw thrown
}

/**
 * What in a data root still tells of a resource, outside of the archive: paths that hold its name, files that hold its id.
 * Names stand in other files for good reasons, as a checkout knows all branches that there were.
 */
export async function traces(dataDir: string, { name, id }: { name: string; id: string }): Promise<string[]> {
  const paths = (await tree(dataDir)).filter((path) => !path.startsWith('archive/'))
  const found = await Promise.all(
    paths.map(async (path) => {
      if (path.includes(name)) return [path]
      if (path.endsWith('/')) return []
      const text = await readFile(join(dataDir, path), 'latin1').catch(absent)
      return text.includes(id) ? [path] : []
    }),
  )
  return found.flat()
}
