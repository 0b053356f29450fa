import { execa } from 'execa'

/** How the docker command is called. */
export interface DockerOptions {
  readonly env: { readonly DOCKER_HOST: string }
  readonly cancelSignal: AbortSignal
}

/** What slim images leave out of Debian as well. */
const LEFT_OUT = ['/var/cache/apt', '/var/lib/apt/lists', '/usr/share/doc', '/usr/share/locale', '/usr/share/man']

/**
 * Makes an image of a directory tree.
 * @param changes instructions of a Dockerfile, as `docker import --change` takes them
 */
export async function importTree(
  tree: string,
  image: string,
  changes: readonly string[],
  docker: DockerOptions,
): Promise<void> {
  const excluded = LEFT_OUT.map((path) => `--exclude=.${path}/*`)
  await execa('tar', ['--create', '--directory', tree, '--numeric-owner', ...excluded, '.'], {
    encoding: 'buffer',
    buffer: { stdout: false },
    cancelSignal: docker.cancelSignal,
  }).pipe('docker', ['import', ...changes.flatMap((change) => ['--change', change]), '-', image], docker)
}
