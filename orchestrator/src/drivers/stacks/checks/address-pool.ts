import { Failure } from '#contract'
import type { Finding } from '../../preflight.ts'
import type { Engine } from '../engine.ts'
import { INSTANCE_LABEL } from '../labels.ts'
import { subnetsOf } from '../network.ts'
import { overlap, placesIn } from '../subnets.ts'
import { hostRoutes, type Route } from './host-routes.ts'

const FEW = 16

/** A Docker network as far as addresses are concerned. */
export interface Neighbour {
  readonly name: string
  readonly subnets: readonly string[]
  /** Whether Slipway made it, be it another installation. */
  readonly ours: boolean
}

/** The pool has room for stacks, and nothing else lies in it. */
export async function checkAddressPool(
  engine: Engine,
  { pool, edgeNetwork }: { pool: string; edgeNetwork: string | undefined },
  signal: AbortSignal,
): Promise<Finding[]> {
  const networks = await engine.ask(signal, (docker, abortSignal) => docker.listNetworks({ abortSignal }))
  const neighbours = networks.map((network) => ({
    name: network.Name,
    subnets: subnetsOf(network),
    ours: network.Name === edgeNetwork || network.Labels?.[INSTANCE_LABEL] !== undefined,
  }))
  const isLocal = engine.host === undefined || engine.host.startsWith('unix:')
  return poolFindings(pool, neighbours, isLocal ? await hostRoutes() : [])
}

/** @param routes of the machine that the engine runs on */
export function poolFindings(pool: string, networks: readonly Neighbour[], routes: readonly Route[]): Finding[] {
  const name = 'address pool'
  const subnets = networks.flatMap((network) => network.subnets)
  const { places, taken } = placesIn(pool, subnets)
  const said = `${places - taken} of ${places} places for stacks are free in NETWORK_POOL ${pool}`
  const room: Finding =
    places - taken >= FEW
      ? { state: 'ok', name, detail: said }
      : {
          state: places === taken ? 'failed' : 'warning',
          name,
          failure: new Failure('NETWORK_POOL_SHORT', `only ${said}`),
        }
  // Docker's own bridges are among the routes.
  const foreign = [
    ...networks
      .filter(({ ours }) => !ours)
      .flatMap((network) => network.subnets.map((block) => ({ block, whose: `the Docker network "${network.name}"` }))),
    ...routes
      .filter(({ block }) => !subnets.includes(block))
      .map(({ block, device }) => ({ block, whose: `this machine's route over ${device}` })),
  ]
  const overlaps = foreign.filter(({ block }) => overlap(block, pool))
  if (overlaps.length === 0) return [room]
  const message = `NETWORK_POOL ${pool} overlaps ${overlaps.map(({ block, whose }) => `${block} of ${whose}`).join(', ')}`
  return [room, { state: 'warning', name: `${name}: overlaps`, failure: new Failure('NETWORK_POOL_SHORT', message) }]
}
