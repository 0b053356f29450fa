import { existsSync } from 'node:fs'
import { execa } from 'execa'
import type { PlatformOptions } from './platform.ts'

// The plugin itself, as the driver runs it: both sides are spared the docker command around it.
const PLUGINS = ['/usr/libexec/docker/cli-plugins/docker-compose', '/usr/lib/docker/cli-plugins/docker-compose']
const compose = PLUGINS.find((path) => existsSync(path)) ?? 'docker-compose'

/** `docker compose up -d --wait` alone, on files that stacks were rendered to. */
export function bareStacks(
  files: readonly string[],
  { environment, signal }: Pick<PlatformOptions, 'environment' | 'signal'>,
) {
  const run = (file: string, ...args: string[]) =>
    execa(compose, ['-f', file, ...args], { env: { DOCKER_HOST: environment.dockerHost }, cancelSignal: signal })
  return {
    up: () => Promise.all(files.map((file) => run(file, 'up', '-d', '--wait'))),
    down: () => Promise.all(files.map((file) => run(file, 'down'))),
  }
}
