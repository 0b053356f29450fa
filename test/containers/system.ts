import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { execa } from 'execa'
import { connectPortal, type Portal } from '../../scripts/demo/portal.ts'
import { clearEngine, instanceLabel, onEngine } from '../support/world.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Everything of docker-compose.yml but Traefik, which has no stand-in, and wants the ports 80 and 443. */
const SERVICES = ['redis', 'engine-proxy', 'engine-reader', 'orchestrator', 'portal-api']

/** Slipway as docker-compose.yml starts it, with a name, a data root and networks of its own. */
export interface System extends AsyncDisposable {
  readonly portal: Portal
  readonly docker: Docker
  readonly dataDir: string
  /** The secrets that were made for it: name and value. */
  readonly secrets: Readonly<Record<string, string>>
  /** Milliseconds from docker compose up to everything being healthy. */
  readonly upMs: number
  /** Runs docker compose on it. @returns what that printed */
  compose(...args: readonly string[]): Promise<string>
  /** Ids of the containers of a service. */
  containers(service: string): Promise<string[]>
  /** What tasks have made on the engine. */
  made(): Promise<string[]>
}

export interface SystemOptions {
  readonly dockerHost: string
  /** Which images there are: what the set-up says (scripts/setup/stand-in/images.ts), and at least SLIPWAY_TAG. */
  readonly variables: Readonly<Record<string, string>>
  readonly orchestrators: number
}

/** Starts it and waits until all of it is healthy; disposing takes it away, with all that its tasks have made. */
export async function startSystem({ dockerHost, variables, orchestrators }: SystemOptions): Promise<System> {
  const { signal } = new AbortController()
  const docker = new Docker({ socketPath: new URL(dockerHost).pathname })
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'slipway-containers-'))
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const [dataDir, secretsDir] = [join(folder, 'data'), join(folder, 'secrets')]
  const [instance, name] = [`test-${randomUUID()}`, `slipway-test-${randomBytes(4).toString('hex')}`]
  await mkdir(dataDir)
  await writeFile(join(dataDir, 'instance'), instance)

  const env = {
    ...variables,
    DOCKER_HOST: dockerHost,
    DATA_DIR: dataDir,
    SECRETS_DIR: secretsDir,
    SLIPWAY_ENV_FILE: '/dev/null',
    APP_IMAGE: '', // That of the set-up is for tests without compose.
    DOCKER_SOCKET: new URL(dockerHost).pathname,
    EDGE_NETWORK: `${name}-edge`,
    PORTAL_ADDRESS: '127.0.0.1:0',
  }
  const compose: System['compose'] = async (...args) => {
    const options = ['compose', '--env-file', '/dev/null', '--project-name', name, '--progress', 'quiet']
    return (await execa('docker', [...options, ...args], { cwd: ROOT, env })).stdout
  }
  started.defer(async () => {
    await clearEngine(docker, instance)
    await compose('down', '--timeout', '1', '--volumes', '--remove-orphans')
    // Made for it by Traefik's part of the file alone, or by the first stack.
    for (const { Id } of await docker.listNetworks({ filters: { name: [env.EDGE_NETWORK] } }))
      await docker.getNetwork(Id).remove()
  })
  const up = ['up', '--detach', '--wait', '--no-build', '--scale', `orchestrator=${orchestrators}`]
  const before = performance.now()
  await compose(...up, ...SERVICES).catch(async (cause: unknown) => {
    throw new Error(`docker-compose.yml did not come up:\n${await compose('logs', '--tail', '20')}`, { cause })
  })
  const upMs = performance.now() - before
  const secret = (path: string) => readFile(join(secretsDir, path), 'utf8')
  const secrets = { password: await secret('redis/password'), token: await secret('portal-api/portal-token') }
  const url = `http://${await compose('port', 'portal-api', '8080')}`

  const held = started.move()
  return {
    portal: connectPortal({ url, token: secrets.token }, signal),
    ...{ docker, dataDir, secrets, upMs, compose },
    containers: async (service) => (await compose('ps', '--all', '--quiet', service)).split('\n').filter(Boolean),
    made: () => onEngine(docker, instanceLabel(instance)),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
