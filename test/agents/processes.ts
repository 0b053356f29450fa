import { readdir, readFile } from 'node:fs/promises'
import { isErrno } from '../../orchestrator/src/drivers/errno.ts'

/** The variable by which a host knows the processes of a run. */
const MARK = 'SLIPWAY_AGENT_RUN='

/** Command lines of all processes on this machine that belong to a run of an installation's agents. */
export async function processesOfRuns(instance: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await read(`/proc/${pid}/environ`)
      return environment.split('\0').some((each) => each.startsWith(`${MARK}${instance}/`))
        ? [await read(`/proc/${pid}/cmdline`)]
        : []
    }),
  )
  return found.flat().map((line) => line.replaceAll('\0', ' ').trim())
}

/** What has ended meanwhile has no files any more; what belongs to the system is none of ours, and may not be read. */
async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return ''
    throw thrown
  }
}
