import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '#contract'
import type { AgentHost } from './hosts/port.ts'

/** A host, and how many agents may run on it at once. */
export interface PooledHost {
  readonly host: AgentHost
  readonly slots: number
}

/** Milliseconds that a host has to answer. */
const PROBE_MS = 15_000
/** Milliseconds for which those that answer wait for those that don't. */
const STRAGGLERS_MS = 1_000

/** Which hosts can be reached and have all they need, found out again and again. */
export interface Health extends Disposable {
  /** Hosts that are well, as far as is known. Waits only where nothing is known yet. */
  well(signal: AbortSignal): Promise<PooledHost[]>
  /** What was wrong with a host when it was last looked at. */
  problem(host: string): Failure | undefined
  /** Notes that a host could not be reached: it is taken out until it can be. */
  failed(host: string, failure: Failure): void
  /** Milliseconds for which each try to reach a host has failed. */
  awayFor(host: string): number
}

interface State {
  known: boolean
  problem: Failure | undefined
  /** When the first try failed of those that failed since the last good one, by the clock. */
  awaySince: number | undefined
  looking: Promise<void> | undefined
}

/** @param everyMs milliseconds between two looks at each host; they begin when the first one is asked for */
export function createHealth(hosts: readonly PooledHost[], everyMs: number, clock: () => number): Health {
  const states = new Map<string, State>()
  const stateOf = (name: string): State => {
    const known = states.get(name)
    if (known !== undefined) return known
    const fresh = { known: false, problem: undefined, awaySince: undefined, looking: undefined }
    states.set(name, fresh)
    return fresh
  }
  const note = (name: string, problem: Failure | undefined): void => {
    const state = stateOf(name)
    state.known = true
    state.problem = problem
    state.awaySince = problem?.code === 'AGENT_HOST_UNREACHABLE' ? (state.awaySince ?? clock()) : undefined
  }
  const look = (host: AgentHost): Promise<void> => {
    const state = stateOf(host.name)
    state.looking ??= probe(host)
      .then((problem) => note(host.name, problem))
      .finally(() => (state.looking = undefined))
    return state.looking
  }
  let timer: NodeJS.Timeout | undefined
  const keepLooking = (): void => {
    timer ??= setInterval(() => hosts.forEach(({ host }) => void look(host)), everyMs).unref()
  }
  const isWell = ({ host }: PooledHost): boolean => stateOf(host.name).known && stateOf(host.name).problem === undefined
  return {
    async well(signal) {
      keepLooking()
      const looks = hosts.flatMap(({ host }) => (stateOf(host.name).known ? [] : [look(host)]))
      const all = Promise.all(looks)
      if (looks.length > 0) await Promise.race([all, delay(STRAGGLERS_MS, undefined, { signal, ref: false })])
      if (!hosts.some(isWell)) await all
      return hosts.filter(isWell)
    },
    problem: (name) => stateOf(name).problem,
    failed(name, failure) {
      keepLooking()
      note(name, failure)
    },
    awayFor: (name) => clock() - (stateOf(name).awaySince ?? clock()),
    [Symbol.dispose]() {
      clearInterval(timer)
    },
  }
}

/** What is wrong with a host; undefined when nothing is. Never throws. */
export async function probe(
  host: AgentHost,
  signal: AbortSignal = AbortSignal.timeout(PROBE_MS),
): Promise<Failure | undefined> {
  try {
    await host.probe(signal)
    return undefined
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
    return new Failure('AGENT_HOST_UNREACHABLE', `${host.name} did not answer in time`, { cause: thrown })
  }
}
