import { readdir, readFile } from 'node:fs/promises'
import { execa } from 'execa'
import { systemPath } from '../setup/programs.ts'
import { kill, processesMarked, processesWith } from '../setup/processes.ts'

/** What marks the things that a run of the tests makes. */
export interface TestRun {
  /** Stands in the environment of every process of the run, as `NAME=value`. */
  readonly mark: string
  /** The folder in which the tests make their temporary files. */
  readonly folder: string
  readonly dockerHost: string
}

/** How tests name their installations. Others are named by a UUID, which never begins with a t. */
const TEST_INSTANCE = /^t/

const FIELDS = ['{{.ID}}', '{{.Label "slipway.instance"}}', '{{.Label "com.docker.compose.project.working_dir"}}']
const CONTAINERS = ['ps', '--all', '--no-trunc', '--filter', 'label=slipway.instance', '--format', FIELDS.join('\t')]
const NETWORKS = ['network', 'ls', '--no-trunc', '--filter', 'label=slipway.instance', '--format', FIELDS.join('\t')]

/**
 * Finds what the tests have left behind and takes it away.
 * @returns a line for each thing; none when they have cleaned up after themselves
 */
export async function clearTraces(run: TestRun): Promise<readonly string[]> {
  // What agents start has nothing of the tests' environment, but their HOME is in the folder.
  const found = [...processesWith(run.mark), ...processesMarked(`HOME=${run.folder}/`)]
  const processes = [...new Map(found.map((each) => [each.pid, each])).values()]
  kill(processes)
  const docker = (...args: readonly string[]) => execa('docker', args, { env: { DOCKER_HOST: run.dockerHost } })
  const containers = await listed(CONTAINERS)
  if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers.map(([id]) => id))
  const instances = new Set(containers.map(([, instance]) => instance))
  const networks = await listed(NETWORKS, instances)
  if (networks.length > 0) await docker('network', 'rm', ...networks.map(([id]) => id))
  const mounts = await mountsBelow(run.folder)
  for (const folder of mounts) await execa('umount', ['--lazy', folder], { env: { PATH: systemPath() } })
  const files = await readdir(run.folder)
  return [
    ...processes.map(({ pid, command }) => `process ${pid}: ${command}`),
    ...containers.map(([id, instance]) => `container ${id.slice(0, 12)} of ${instance}`),
    ...networks.map(([id, instance]) => `network ${id.slice(0, 12)} of ${instance}`),
    ...mounts.map((folder) => `mount ${folder}`),
    ...files.map((name) => `file ${name}`),
  ]

  async function listed(args: readonly string[], known: ReadonlySet<string> = new Set()) {
    const { stdout } = await docker(...args)
    return stdout
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([id = '', instance = '', workingDir = '']) => [id, instance, workingDir] as const)
      .filter(([id]) => id !== '')
      .filter(([, name, dir]) => TEST_INSTANCE.test(name) || known.has(name) || dir.startsWith(`${run.folder}/`))
  }
}

/** Disks that tests have mounted, where the system has a list of them. */
async function mountsBelow(folder: string): Promise<string[]> {
  const table = process.platform === 'linux' ? await readFile('/proc/self/mounts', 'utf8') : ''
  const places = table.split('\n').map((line) => line.split(' ')[1] ?? '')
  return places.filter((place) => place.startsWith(`${folder}/`))
}
