import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '#contract'
import type { AgentSlots } from '../agent-slots.ts'
import type { Health, PooledHost } from './health.ts'
import type { AgentHost } from './hosts/port.ts'

/** Milliseconds after which a slot that was not free is asked for again. */
const ASK_AGAIN_MS = 250
/** Milliseconds for which a run waits while no host at all is well. */
const PATIENCE_MS = 60_000

export interface PoolOptions {
  readonly hosts: readonly PooledHost[]
  readonly slots: AgentSlots
  readonly health: Health
  /** Most runs of this process at once. Those that go on with what runs already come on top. */
  readonly concurrency: number
  /** Milliseconds after which a slot is renewed. */
  readonly renewMs: number
}

/** A place of a run on a host; it is kept until it is given up. */
export interface Place {
  readonly host: AgentHost
  /** For others, if the run has ended; otherwise it stays taken for as long as the run may go on by itself. */
  leave(hasEnded: boolean): Promise<void>
}

export interface PlaceRequest {
  readonly run: string
  readonly urgent: boolean
  /** Name of the host that it has to be, as long as that one is well. */
  readonly prefers: string | undefined
}

/** The hosts, and who is on them. */
export interface Pool {
  /**
   * A place on a host that is well: the least busy one. Waits for its turn; who is urgent goes first.
   * @throws what is wrong with the hosts when none is fit, or none was reached for a minute; the signal's reason
   */
  place(request: PlaceRequest, signal: AbortSignal): Promise<Place>
  /** The place of a run that is on a host already; undefined when this pool has no such host. */
  goOn(run: string, host: string): Promise<Place | undefined>
  find(host: string): AgentHost | undefined
  /** A host for short commands: the one that is named if it is well, otherwise another. @throws as `place` */
  anyHost(prefers: string | undefined, signal: AbortSignal): Promise<AgentHost>
}

interface Waiting extends PlaceRequest {
  readonly since: number
  readonly signal: AbortSignal
  readonly come: (place: Place) => void
  readonly giveUp: (reason: unknown) => void
}

export function createPool({ hosts, slots, health, concurrency, renewMs }: PoolOptions): Pool {
  const waiting: Waiting[] = []
  let active = 0
  let isServing = false
  let wake = new AbortController()

  const take = (run: string, { host }: PooledHost): Place => {
    active++
    // Without a renewal the slot may be given to another run as well: one too many for a while, which is no harm to either.
    const renewing = setInterval(() => void slots.hold(run, host.name).catch(() => undefined), renewMs).unref()
    return {
      host,
      async leave(hasEnded) {
        clearInterval(renewing)
        active--
        if (hasEnded) await slots.release(run, host.name)
        wake.abort()
      },
    }
  }

  const serveOne = async (next: Waiting): Promise<boolean> => {
    const { run, urgent, since, prefers, signal } = next
    const well = await health.well(signal)
    if (well.length === 0) {
      requireHope(hosts, health, since)
      return false
    }
    const preferred = well.filter(({ host }) => host.name === prefers)
    const fit = preferred.length > 0 ? preferred : well
    const offers = fit.map(({ host, slots: most }) => ({ name: host.name, slots: most }))
    const name = await slots.take({ run, urgent, since, hosts: offers })
    const host = fit.find((each) => each.host.name === name)
    if (host === undefined) return false
    if (signal.aborted) {
      await slots.release(run, host.host.name)
      return true
    }
    next.come(take(run, host))
    return true
  }

  const serve = async (): Promise<void> => {
    if (isServing) return
    isServing = true
    while (waiting.length > 0) {
      wake = new AbortController()
      for (const next of waiting.toSorted(byTurn)) {
        if (active >= concurrency) break
        if (next.signal.aborted) continue // it has left by itself
        const isServed = await serveOne(next).catch((thrown: unknown) => {
          next.giveUp(thrown)
          return true
        })
        if (isServed && waiting.includes(next)) waiting.splice(waiting.indexOf(next), 1)
      }
      // Woken, or not: either way it is time to look again.
      if (waiting.length > 0) await delay(ASK_AGAIN_MS, undefined, { signal: wake.signal }).catch(() => undefined)
    }
    isServing = false
  }

  return {
    async place(request, signal) {
      signal.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<Place>()
      const next = { ...request, signal, since: Date.now(), come: resolve, giveUp: reject }
      const abort = (): void => {
        const at = waiting.indexOf(next)
        if (at >= 0) waiting.splice(at, 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', abort, { once: true })
      waiting.push(next)
      wake.abort()
      void serve()
      return promise.finally(() => signal.removeEventListener('abort', abort))
    },
    async goOn(run, name) {
      const pooled = hosts.find(({ host }) => host.name === name)
      if (pooled === undefined) return undefined
      await slots.hold(run, name)
      return take(run, pooled)
    },
    find: (name) => hosts.find(({ host }) => host.name === name)?.host,
    async anyHost(prefers, signal) {
      const well = await health.well(signal)
      const found = well.find(({ host }) => host.name === prefers) ?? well[0]
      if (found !== undefined) return found.host
      throw problemOf(hosts, health)
    },
  }
}

const byTurn = (one: Waiting, other: Waiting): number =>
  Number(other.urgent) - Number(one.urgent) || one.since - other.since

/** @throws when it is no use to wait for a host */
function requireHope(hosts: readonly PooledHost[], health: Health, since: number): void {
  const isHopeless = hosts.every(({ host }) => health.problem(host.name)?.retryable === false)
  if (isHopeless || Date.now() - since > PATIENCE_MS) throw problemOf(hosts, health)
}

const problemOf = (hosts: readonly PooledHost[], health: Health): Failure =>
  hosts.map(({ host }) => health.problem(host.name)).find((problem) => problem !== undefined) ??
  new Failure('AGENT_HOST_UNFIT', 'No host is set up for agents')
