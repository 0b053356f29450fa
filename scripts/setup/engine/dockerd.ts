import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startDaemon, type Daemon } from '../daemon.ts'
import { engineAnswers } from '../engine-address.ts'
import { say } from '../say.ts'
import { SetupError } from '../setup-error.ts'
import { clearLeftovers } from './leftovers.ts'
import { createHostNetwork } from './host-network.ts'
import type { EnginePaths } from './paths.ts'

const READY_MS = 60_000
const POLL_MS = 50 // Docker announces nowhere that it is ready.

/**
 * Starts a Docker engine with its own data and sockets, after clearing what one that was killed has left behind.
 * Disposing of it stops its containers and takes away its processes, mounts and bridges.
 * @throws SetupError with the last lines of its log when it does not start
 */
export async function startDockerd(paths: EnginePaths, signal: AbortSignal): Promise<Daemon> {
  try {
    return await startOnce(paths, signal)
  } catch (error) {
    signal.throwIfAborted()
    // Docker 20.10 has been seen to panic at its start, while another engine of the machine changed the firewall.
    say(
      `  dockerd did not start; trying once more (${error instanceof Error ? error.message.split('\n')[0] : 'no reason'})`,
    )
    return startOnce(paths, signal)
  }
}

async function startOnce(paths: EnginePaths, signal: AbortSignal): Promise<Daemon> {
  await clearLeftovers(paths)
  await mkdir(paths.data, { recursive: true, mode: 0o700 })
  await mkdir(paths.run, { recursive: true, mode: 0o711 })
  const configuration = join(paths.run, 'daemon.json') // Its own: the machine's might contradict these arguments.
  await writeFile(configuration, '{}')
  const network = await createHostNetwork(paths.network)
  const daemon = await startDaemon({
    program: 'dockerd',
    args: [
      ...['--config-file', configuration, '--host', `unix://${paths.socket}`, '--data-root', paths.data],
      ...['--exec-root', join(paths.run, 'exec'), '--pidfile', join(paths.run, 'dockerd.pid')],
    ],
    log: paths.log,
    // containerd writes its stacks there when dockerd finds it too slow and replaces it.
    env: { TMPDIR: paths.run },
  })
  const dispose = async () => {
    const bridges = await network.bridgesOf(paths.socket)
    await daemon[Symbol.asyncDispose]()
    await clearLeftovers(paths)
    await network.restore(bridges)
  }
  try {
    await Promise.race([answers(paths.socket, signal), daemon.ended])
  } catch (error) {
    await dispose()
    throw error
  }
  return { pid: daemon.pid, ended: daemon.ended, [Symbol.asyncDispose]: dispose }
}

async function answers(socket: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + READY_MS
  while (!(await engineAnswers(`unix://${socket}`))) {
    signal.throwIfAborted()
    if (performance.now() > deadline) throw new SetupError(`dockerd did not answer within ${READY_MS / 1000} s`)
    await setTimeout(POLL_MS)
  }
}
