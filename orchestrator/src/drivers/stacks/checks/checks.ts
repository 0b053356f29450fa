import { Failure } from '#contract'
import { needing } from '../../needing.ts'
import type { Check } from '../../preflight.ts'
import { connectEngine, type Engine } from '../engine.ts'
import { checkAddressPool } from './address-pool.ts'
import { checkEdgeNetwork } from './edge-network.ts'
import { checkCompose, checkEngine } from './engine.ts'
import { checkImages } from './images.ts'
import { checkSharedPath, type SharedPath } from './shared-path.ts'

export interface StackChecksOptions extends SharedPath {
  /** As DOCKER_HOST. Undefined: the default address. */
  readonly dockerHost: string | undefined
  /** IPv4 block, as "10.213.0.0/16". */
  readonly networkPool: string
  readonly edgeNetwork: string | undefined
  /** What the templates name. */
  readonly images: readonly string[]
}

/** What stacks need of the Docker host. */
export function createStackChecks(options: StackChecksOptions): Check[] {
  const { networkPool: pool, edgeNetwork, images } = options
  const engine = connectEngine(options.dockerHost)
  const onEngine = (name: string, check: Check['check']): Check =>
    needing('the Docker engine', (signal) => answers(engine, signal), { name, check })
  return [
    { name: 'Docker engine', check: (signal) => checkEngine(engine, signal) },
    { name: 'Docker Compose', check: (signal) => checkCompose(engine, signal) },
    onEngine('images', (signal) => checkImages(engine, images, signal)),
    onEngine('address pool', (signal) => checkAddressPool(engine, { pool, edgeNetwork }, signal)),
    ...(edgeNetwork === undefined
      ? []
      : [onEngine('edge network', (signal) => checkEdgeNetwork(engine, edgeNetwork, signal))]),
    onEngine('data root on the Docker host', (signal) => checkSharedPath(engine, options, signal)),
  ]
}

async function answers(engine: Engine, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.ask(signal, (docker) => docker.ping())
    return true
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'DOCKER_UNAVAILABLE') return false
    throw thrown
  }
}
