import { readdir, rm, rmdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { kill, processesMarked } from '../../setup/processes.ts'

/** What one installation has on this machine as a host of agents, asked of the machine itself. */
export interface HostView {
  /** Runs that are kept, and the command lines of their processes. */
  readonly runs: () => Promise<readonly string[]>
  /** Takes away all of it. */
  readonly clear: () => Promise<void>
}

/** @param instance what the installation's runs are marked with */
export function viewHost(instance: string): HostView {
  const folder = join(homedir(), '.slipway/runs', instance)
  // Of a run, the kernel shows what it began with.
  const processes = () => processesMarked(`SLIPWAY_AGENT_RUN=${instance}/`)
  return {
    runs: async () => [
      ...(await unlessGone(readdir(folder), [])).map((name) => `run ${name} on the host of agents`),
      ...processes().map(({ command }) => `process ${command}`),
    ],
    clear: async () => {
      kill(processes())
      // What watches over a run writes into its folder once more when it ends.
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      // Those of others are not empty; one that was there and empty is made again by whoever needs it.
      for (const parent of [dirname(folder), dirname(dirname(folder))]) await unlessGone(rmdir(parent), undefined)
    },
  }
}

async function unlessGone<T>(attempt: Promise<T>, instead: T): Promise<T> {
  try {
    return await attempt
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTEMPTY'))
      return instead
    throw error
  }
}
