import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { findProgram } from '../programs.ts'
import { SetupError } from '../setup-error.ts'
import { importTree, type DockerOptions } from './import-tree.ts'

/** Where the official image has what is copied out of it. */
export type CliFiles = Readonly<
  Record<'/usr/local/bin/docker' | '/usr/local/libexec/docker/cli-plugins/docker-compose', string>
>

const PLUGINS = '{{range .ClientInfo.Plugins}}{{.Name}} {{.Path}}\n{{end}}'

/**
 * This machine's own docker command and compose plugin, by their places in the official image.
 * @throws SetupError when it does not have them
 */
export async function dockerFiles(docker: DockerOptions): Promise<CliFiles> {
  const command = findProgram('docker')
  const { stdout } = await execa('docker', ['info', '--format', PLUGINS], docker)
  const plugin = /^compose (\S+)$/m.exec(stdout)?.[1]
  if (command === undefined || plugin === undefined)
    throw new SetupError('Stand-in images need the docker command with the compose plugin.')
  return { '/usr/local/bin/docker': command, '/usr/local/libexec/docker/cli-plugins/docker-compose': plugin }
}

/** The stand-in of docker:28-cli, out of which Dockerfile only copies. */
export async function importDockerCli(image: string, files: CliFiles, docker: DockerOptions): Promise<void> {
  const tree = await mkdtemp(join(tmpdir(), 'slipway-stand-in-'))
  try {
    for (const [place, file] of Object.entries(files)) {
      await mkdir(dirname(join(tree, place)), { recursive: true })
      await copyFile(file, join(tree, place))
    }
    await importTree(tree, image, [], docker)
  } finally {
    await rm(tree, { recursive: true, force: true })
  }
}
