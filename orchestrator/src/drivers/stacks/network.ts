import { setTimeout as after } from 'node:timers/promises'
import type { NetworkInspectInfo } from 'dockerode'
import { Failure } from '#contract'
import type { Tag } from '../effect.ts'
import { EngineRefusal, type Engine } from './engine.ts'
import { networksNamed, standingTag } from './inventory.ts'
import { composeNetworkLabels, labelsOf } from './labels.ts'
import { edgeSubnet, overlap, subnetsFor } from './subnets.ts'

/** Which block of addresses to cut networks from, and as whose. */
export interface NetworkPlan {
  /** IPv4 block, as "10.213.0.0/16". */
  readonly pool: string
  readonly instance: string
}

/**
 * Makes a stack's network with a subnet of its own: the engine's default pools hold 31 networks in all.
 * @returns its subnet, as "10.213.0.16/28"
 * @throws Failure NAME_TAKEN when somebody else made the name meanwhile, STACK_FAILED when the pool has no room left
 */
export async function createStackNetwork(
  engine: Engine,
  stack: string,
  tag: Tag,
  plan: NetworkPlan,
  signal: AbortSignal,
): Promise<string> {
  const labels = { ...composeNetworkLabels(stack), ...labelsOf(plan.instance, tag) }
  const network = await createNetwork(engine, { name: stack, labels, subnets: subnetsFor(stack, plan.pool) }, signal)
  if (typeof network === 'string') return network
  standingTag({ containers: [], networks: [network] }, stack, tag.owner, plan.instance)
  return subnetOf(network)
}

/**
 * Makes the network that stacks share with Traefik, unless it stands.
 * @throws Failure STACK_FAILED when another network lies on its subnet
 */
export async function ensureEdgeNetwork(
  engine: Engine,
  name: string,
  pool: string,
  signal: AbortSignal,
): Promise<void> {
  const standing = await networksNamed(engine, name, signal)
  if (standing.length === 0) await createNetwork(engine, { name, labels: {}, subnets: [edgeSubnet(pool)] }, signal)
}

/** @throws Failure STACK_FAILED for a network that no stack was given */
export function subnetOf(network: NetworkInspectInfo): string {
  const [subnet] = subnetsOf(network)
  if (subnet === undefined) throw new Failure('STACK_FAILED', `the Docker network "${network.Name}" has no subnet`)
  return subnet
}

/** The blocks that a network has been given. */
export const subnetsOf = ({ IPAM }: NetworkInspectInfo): string[] =>
  (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [Subnet]))

interface Plan {
  readonly name: string
  readonly labels: Record<string, string>
  /** In the order in which whoever wants this name tries them. */
  readonly subnets: Iterable<string>
}

const LOOKS = 40
const LOOK_MS = 50

/**
 * The engine refuses a subnet in use atomically, but a name in use only sometimes. So the subnet is the lock: one that is
 * held by no network yet is being made in this moment, perhaps under this name for a process that was killed; it is awaited.
 * @returns the subnet with which the network was made, or the network that has the name already
 */
async function createNetwork(
  engine: Engine,
  { name, labels, subnets }: Plan,
  signal: AbortSignal,
): Promise<string | NetworkInspectInfo> {
  for (const subnet of subnets) {
    for (let look = 0; look < LOOKS; look += 1) {
      if (await tryCreate(engine, name, subnet, labels, signal)) return subnet
      const networks = await engine.ask(signal, (docker, abortSignal) => docker.listNetworks({ abortSignal }))
      const standing = networks.find(({ Name }) => Name === name)
      if (standing !== undefined) return standing
      if (networks.flatMap(subnetsOf).some((other) => overlap(other, subnet))) break
      await after(LOOK_MS, undefined, { signal })
    }
  }
  throw new Failure('STACK_FAILED', `the Docker network "${name}" found no free subnet`)
}

// Statuses with which the engine refuses a subnet that overlaps another network's, and a name in use.
const TAKEN = [403, 409]

async function tryCreate(
  engine: Engine,
  name: string,
  subnet: string,
  labels: Record<string, string>,
  signal: AbortSignal,
): Promise<boolean> {
  const request = { Name: name, CheckDuplicate: true, Labels: labels, IPAM: { Config: [{ Subnet: subnet }] } }
  try {
    await engine.ask(signal, (docker, abortSignal) => docker.createNetwork({ ...request, abortSignal }))
    return true
  } catch (thrown) {
    if (thrown instanceof EngineRefusal && TAKEN.includes(thrown.status)) return false
    throw thrown
  }
}
