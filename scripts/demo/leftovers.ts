import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_TEMPLATE } from '../setup/template.ts'
import type { Stage } from './stage.ts'

/** Folders of the data root in which resources have their things; absent until there is one. */
const FOLDERS = ['teams', 'workspaces', 'sandboxes', 'agents', 'forge/slipway']
const OURS_BEFORE = `${SAMPLE_TEMPLATE.split('/')[1]}.git`

/** Everything that is left of what was made, by name, wherever it can be found: none when all is well. */
export async function findLeftovers({ sweep, engine, host, portal, dataDir }: Stage): Promise<readonly string[]> {
  const { removed, failed, missing, standing } = await sweep()
  const folders = await Promise.all(
    FOLDERS.map(async (folder) => (await namesIn(join(dataDir, folder))).map((name) => `${folder}/${name}`)),
  )
  return [
    ...removed.map(({ kind, name }) => `${kind} ${name}, which the sweep removed`),
    ...failed.map(({ kind, name }) => `${kind} ${name}, which the sweep could not remove`),
    ...missing.map(({ kind, name }) => `ledger entry of ${kind} ${name}, which is not there`),
    ...Array.from({ length: standing }, () => 'a thing that the ledger still holds'),
    ...(await engine.containers('all')).map((name) => `container ${name}`),
    ...(await engine.networks()).map((id) => `network ${id}`),
    ...(await host.runs()),
    ...(await portal.resources()).map(({ type, slug }) => `resource ${type} ${slug}`),
    ...folders.flat().filter((name) => name !== `forge/slipway/${OURS_BEFORE}`),
  ]
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
