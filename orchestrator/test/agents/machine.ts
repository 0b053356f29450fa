import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { type Sshd, startSshd } from '../../../test/support/sshd.ts'
import { createHost } from '../../src/drivers/agents/hosts/create-host.ts'
import type { AgentHost } from '../../src/drivers/agents/hosts/port.ts'
import { isErrno } from '../../src/drivers/errno.ts'

/** A host of its own behind a real sshd, although on this machine. */
export interface Machine extends AsyncDisposable {
  readonly host: AgentHost
  readonly sshd: Sshd
  /** HOME of all that runs there. */
  readonly home: string
  /** Ends like one whose power fails: sshd, and every process of every run, supervisors too. */
  die(): Promise<void>
  /** Processes that it runs. */
  processes(): Promise<number[]>
}

export async function startMachine(dataDir: string): Promise<Machine> {
  const sshd = await startSshd()
  const { port, user, privateKey, knownHosts, home } = sshd
  const place = { kind: 'ssh', host: '127.0.0.1', port, user, privateKey, knownHosts } as const
  const host = createHost(place, { name: `machine-${randomUUID()}`, instance: 'test', dataDir, programs: ['sh'] })
  const kill = async (): Promise<number> => {
    const found = await processesOf(home)
    for (const pid of found) end(pid)
    return found.length
  }
  return {
    ...{ host, sshd, home },
    async die() {
      await sshd.stop()
      while ((await kill()) > 0);
    },
    processes: () => processesOf(home),
    async [Symbol.asyncDispose]() {
      host.close()
      while ((await kill()) > 0);
      await sshd[Symbol.asyncDispose]()
    },
  }
}

/** What was started there has its HOME; sshd itself has not. */
async function processesOf(home: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = pids.map(async (pid) => ((await environmentOf(pid)).includes(`HOME=${home}`) ? [Number(pid)] : []))
  return (await Promise.all(found)).flat()
}

async function environmentOf(pid: string): Promise<string[]> {
  try {
    return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0')
  } catch (thrown) {
    // It has ended meanwhile, or is the system's.
    if (isErrno(thrown, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return []
    throw thrown
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (thrown) {
    if (!isErrno(thrown, 'ESRCH')) throw thrown // What has ended needs no signal.
  }
}
