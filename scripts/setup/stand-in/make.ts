import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { timed } from '../say.ts'
import { dockerFiles, importDockerCli } from './docker-cli.ts'
import { importTree, type DockerOptions } from './import-tree.ts'
import { machineSettings, type MachineSettings } from './machine-settings.ts'
import type { BaseImages } from './names.ts'
import { fillNodeTree } from './node-tree.ts'

/**
 * Stand-ins for the base images, from Debian's packages and this machine's own programs: they hold what Dockerfile and
 * docker-compose.yml rely on. They know this machine's package sources, and never leave its engine. Each is named by
 * what it is made of, so it is made only once.
 * @throws SetupError where the programs for that are missing
 */
export async function makeStandIns(docker: DockerOptions): Promise<BaseImages> {
  const [settings, cli] = await Promise.all([machineSettings(docker.cancelSignal), dockerFiles(docker)])
  const tag = await contentTag(settings, Object.values(cli))
  const name = (what: string): string => `slipway-stand-in/${what}:${tag}`
  const ensure = async (image: string, make: () => Promise<void>): Promise<string> => {
    const { exitCode } = await execa('docker', ['image', 'inspect', image], { ...docker, reject: false })
    if (exitCode !== 0) await timed(image, make)
    return image
  }

  const node = await ensure(name('node'), () => importNode(name('node'), settings, docker))
  const services = await ensure(name('services'), () => buildServices(name('services'), node, docker))
  const dockerCli = await ensure(name('docker-cli'), () => importDockerCli(name('docker-cli'), cli, docker))
  return { NODE_IMAGE: node, DOCKER_CLI_IMAGE: dockerCli, REDIS_IMAGE: services, HAPROXY_IMAGE: services }
}

/** Programs count by their versions: reading them whole would take longer than everything else here. */
async function contentTag(settings: MachineSettings, programs: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(`${process.version} ${process.arch} ${JSON.stringify(settings)}`)
  for (const name of (await readdir(import.meta.dirname)).sort()) {
    hash.update(`\n${name}\n`).update(await readFile(join(import.meta.dirname, name)))
  }
  const versions = programs.map((program) => execa(program, ['--version']))
  for (const { stdout } of await Promise.all(versions)) hash.update(stdout)
  return hash.digest('hex').slice(0, 12)
}

async function importNode(image: string, settings: MachineSettings, docker: DockerOptions): Promise<void> {
  const tree = await mkdtemp(join(tmpdir(), 'slipway-stand-in-'))
  try {
    await fillNodeTree(tree, settings, docker.cancelSignal)
    await importTree(
      tree,
      image,
      ['ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt', 'CMD ["node"]'],
      docker,
    )
  } finally {
    await rm(tree, { recursive: true, force: true })
  }
}

const SERVICES = `ARG BASE
FROM \${BASE}
RUN apt-get update && apt-get install --yes --no-install-recommends redis-server haproxy && rm -rf /var/lib/apt/lists/*
`

/** One image for redis and haproxy: docker-compose.yml names the command, user and directories of both itself. */
async function buildServices(image: string, base: string, docker: DockerOptions): Promise<void> {
  const args = ['build', '--quiet', '--tag', image, '--build-arg', `BASE=${base}`, '-']
  await execa('docker', args, { ...docker, input: SERVICES })
}
