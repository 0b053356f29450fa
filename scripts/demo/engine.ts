import { execa } from 'execa'

/** What one installation has on the Docker engine, asked of the engine itself. */
export interface EngineView {
  /** Names of its containers. */
  readonly containers: (which: 'all' | 'running') => Promise<readonly string[]>
  /** Ids of its networks. */
  readonly networks: () => Promise<readonly string[]>
  /** Takes away all of it, whatever state it is in. */
  readonly clear: () => Promise<void>
}

/** @param instance what the installation's things are labelled with */
export function viewEngine(dockerHost: string, instance: string): EngineView {
  const docker = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await execa('docker', args, { env: { DOCKER_HOST: dockerHost } })
    return stdout.split('\n').filter((line) => line !== '')
  }
  const ours = ['--filter', `label=slipway.instance=${instance}`]
  const containers = (which: 'all' | 'running') =>
    docker('ps', ...(which === 'all' ? ['--all'] : []), ...ours, '--format', '{{.Names}}')
  const networks = () => docker('network', 'ls', ...ours, '--quiet')
  return {
    containers,
    networks,
    clear: async () => {
      const names = await containers('all')
      if (names.length > 0) await docker('rm', '--force', '--volumes', ...names)
      const ids = await networks()
      if (ids.length > 0) await docker('network', 'rm', ...ids)
    },
  }
}
