import { readFile, rm } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { execa } from 'execa'
import { kill, processes, withDescendants } from '../processes.ts'
import type { EnginePaths } from './paths.ts'

const GONE_MS = 10_000

/** Takes away what an engine has left behind, however it ended: its processes, their containers, mounts, sockets. */
export async function clearLeftovers(paths: EnginePaths): Promise<void> {
  await endProcesses(paths.run)
  await unmount([paths.run, paths.data])
  await rm(paths.run, { recursive: true, force: true })
}

/** dockerd, containerd and its shims all name the run folder in their arguments; the containers are the shims' children. */
async function endProcesses(run: string): Promise<void> {
  const engine = /(^|\/)(dockerd|containerd|containerd-shim\S*) /
  const deadline = performance.now() + GONE_MS
  for (;;) {
    const found = processes().filter(({ command }) => engine.test(command) && command.includes(`${run}/`))
    if (found.length === 0) return
    if (performance.now() > deadline) throw new Error(`processes do not end: ${found.map(({ pid }) => pid).join(', ')}`)
    kill(withDescendants(found))
    await setTimeout(20)
  }
}

async function unmount(folders: readonly string[]): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) =>
      line.split(' ')[1]?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
    .filter((mount) => mount !== undefined)
    .filter((mount) => folders.some((folder) => mount === folder || mount.startsWith(`${folder}/`)))
  // Later mounts lie on earlier ones. Lazily, since a process that is just ending may still hold one.
  for (const mount of mounts.reverse()) await execa('umount', ['--lazy', mount])
}
