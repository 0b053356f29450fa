import type { ContainerInfo, NetworkInspectInfo } from 'dockerode'
import { Failure } from '#contract'
import type { Found, Tag } from '../effect.ts'
import type { Engine } from './engine.ts'
import { INSTANCE_LABEL, PROJECT_LABEL, tagIn, type Labels } from './labels.ts'

/** What the engine holds under a project's name, whoever made it. */
export interface Holdings {
  readonly containers: readonly ContainerInfo[]
  readonly networks: readonly NetworkInspectInfo[]
}

/** Everything of a project, running or not. A stack's network carries the project's name. */
export async function holdingsOf(engine: Engine, stack: string, signal: AbortSignal): Promise<Holdings> {
  const [containers, networks] = await Promise.all([
    containersOf(engine, stack, signal),
    networksNamed(engine, stack, signal),
  ])
  return { containers, networks }
}

export const containersOf = (engine: Engine, stack: string, signal: AbortSignal): Promise<ContainerInfo[]> =>
  engine.ask(signal, (docker, abortSignal) =>
    docker.listContainers({ all: true, filters: { label: [`${PROJECT_LABEL}=${stack}`] }, abortSignal }),
  )

/** The engine's filter matches parts of names. */
export async function networksNamed(engine: Engine, name: string, signal: AbortSignal): Promise<NetworkInspectInfo[]> {
  const networks = await engine.ask(signal, (docker, abortSignal) =>
    docker.listNetworks({ filters: { name: [name] }, abortSignal }),
  )
  return networks.filter((network) => network.Name === name)
}

const labelSets = ({ containers, networks }: Holdings): Labels[] =>
  [...networks, ...containers].map((thing) => thing.Labels ?? {})

/**
 * The tag of a stack that already stands, wholly or in part; undefined when nothing does.
 * @throws Failure NAME_TAKEN when any of it belongs to another owner, or carries no tag of this installation
 */
export function standingTag(holdings: Holdings, stack: string, owner: string, instance: string): Tag | undefined {
  const tags = labelSets(holdings).map((labels) => tagIn(labels, instance))
  if (tags.every((tag) => tag?.owner === owner)) return tags[0]
  throw new Failure('NAME_TAKEN', `the Docker engine already holds a stack "${stack}" that does not belong to ${owner}`)
}

/** Every stack of this installation, once each. */
export async function listStacks(engine: Engine, instance: string, signal: AbortSignal): Promise<Found[]> {
  const filters = { label: [`${INSTANCE_LABEL}=${instance}`] }
  const [containers, networks] = await Promise.all([
    engine.ask(signal, (docker, abortSignal) => docker.listContainers({ all: true, filters, abortSignal })),
    engine.ask(signal, (docker, abortSignal) => docker.listNetworks({ filters, abortSignal })),
  ])
  const named = [
    ...networks.map((network) => [network.Name, network.Labels ?? {}] as const),
    ...containers.map((container) => [container.Labels[PROJECT_LABEL], container.Labels] as const),
  ]
  const found = named.flatMap(([name, labels]) => {
    const tag = tagIn(labels, instance)
    return name === undefined || tag === undefined ? [] : [[name, { kind: 'stack' as const, name, ...tag }] as const]
  })
  return [...new Map(found).values()]
}
