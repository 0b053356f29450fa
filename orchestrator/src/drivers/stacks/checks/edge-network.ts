import { z } from 'zod'
import { Failure } from '#contract'
import type { Finding } from '../../preflight.ts'
import type { Engine } from '../engine.ts'
import { networksNamed } from '../inventory.ts'

const Attached = z.object({ Containers: z.record(z.string(), z.unknown()).nullish() })

/** The network that stacks share with the reverse proxy is there, with something on it. */
export async function checkEdgeNetwork(engine: Engine, edge: string, signal: AbortSignal): Promise<Finding[]> {
  const name = 'edge network'
  const lacks = (what: string): Finding[] => [
    { state: 'warning', name, failure: new Failure('EDGE_NETWORK_MISSING', what) },
  ]
  const [network] = await networksNamed(engine, edge, signal)
  if (network === undefined) return lacks(`there is no Docker network "${edge}": no reverse proxy reaches the stacks`)
  const inspected = await engine.ask(signal, (docker) => docker.getNetwork(network.Id).inspect())
  const attached = Object.keys(Attached.parse(inspected).Containers ?? {}).length
  if (attached === 0) return lacks(`no container is on the Docker network "${edge}", not even a reverse proxy`)
  return [{ state: 'ok', name, detail: `"${edge}", with ${attached} containers on it` }]
}
