import { createBreaker, NO_BREAKER, type Breaker, type BreakerChange, type ServiceName } from './breaker.ts'
import type { CircuitState } from './circuit.ts'

/** One for each service, whether or not it is in use. */
export type Breakers = Readonly<Record<ServiceName, Breaker>>

/** For who asks each service once, to tell what it answers. */
export const NO_BREAKERS: Breakers = { github: NO_BREAKER, entra: NO_BREAKER, acme: NO_BREAKER }

/** The breakers of a process. */
export interface WatchedBreakers {
  readonly breakers: Breakers
  /** How each stands right now. */
  readonly states: () => Readonly<Record<ServiceName, CircuitState>>
}

/** @param onChange is told whenever one of them comes to another state */
export function createBreakers(onChange: (change: BreakerChange) => void): WatchedBreakers {
  const [github, entra, acme] = [of('github'), of('entra'), of('acme')]
  function of(service: ServiceName) {
    return createBreaker({ service, onChange })
  }
  return {
    breakers: { github, entra, acme },
    states: () => ({ github: github.state(), entra: entra.state(), acme: acme.state() }),
  }
}
