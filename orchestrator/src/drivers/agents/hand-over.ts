import { stat } from 'node:fs/promises'
import { Failure } from '#contract'
import { exec } from '../../process/exec.ts'
import type { AgentHost } from './hosts/port.ts'
import type { RunFolder } from './run-folder.ts'

const TIMEOUT_MS = 30_000
const CHOWN_TIMEOUT_MS = 5 * 60_000

/** Gives a run's tree to the user of a host, once. */
export type HandOver = (folder: RunFolder, host: AgentHost, signal: AbortSignal) => Promise<void>

/**
 * Hands trees over to the users that agents run as. Afterwards a tree is touched as that user alone: it is in the agent's hands.
 * @throws Failure AGENT_HOST_UNFIT where the orchestrator may not give files to that user
 */
export function createHandOver(): HandOver {
  const users = new Map<string, { readonly uid: number; readonly gid: number }>()
  const userOf = async (host: AgentHost, signal: AbortSignal) => {
    const known = users.get(host.name)
    if (known !== undefined) return known
    const [uid, gid] = await Promise.all([idOn(host, '-u', signal), idOn(host, '-g', signal)])
    users.set(host.name, { uid, gid })
    return { uid, gid }
  }
  return async (folder, host, signal) => {
    const { uid, gid } = await userOf(host, signal)
    const owner = (await stat(folder.tree)).uid
    if (owner === uid) return
    // Only what is still the orchestrator's own: in a tree of somebody else, a link could lead out of it meanwhile.
    const own = process.getuid?.()
    if (own !== 0 || owner !== own) {
      const text = `The user of ${host.name} has the id ${uid}, and the tree belongs to ${owner}: all hosts need one user, and the orchestrator must be that user or root`
      throw new Failure('AGENT_HOST_UNFIT', text)
    }
    // chown comes to a directory after all that is in it: a tree whose owner has changed was changed wholly.
    const owners = [`${uid}:${gid}`, '--', folder.scratch, folder.tree]
    await exec('chown', ['--recursive', '--no-dereference', ...owners], { signal, timeoutMs: CHOWN_TIMEOUT_MS })
  }
}

async function idOn(host: AgentHost, which: '-u' | '-g', signal: AbortSignal): Promise<number> {
  const command = { argv: ['id', which] as const, cwd: '/', env: {}, stdin: '' }
  const { exitCode, stdout, stderr } = await host.exec(command, { timeoutMs: TIMEOUT_MS, signal })
  const id = Number(stdout.trim())
  if (exitCode === 0 && stdout.trim() !== '' && Number.isInteger(id)) return id
  throw new Failure('AGENT_HOST_UNFIT', `"id ${which}" on ${host.name} exited with ${exitCode}: ${stderr.trim()}`)
}
