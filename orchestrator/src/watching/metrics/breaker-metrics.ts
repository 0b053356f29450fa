import { Counter, Gauge, type Registry } from 'prom-client'
import { SERVICES, type BreakerChange, type ServiceName } from '../../drivers/breaker.ts'
import type { CircuitState } from '../../drivers/circuit.ts'

/** How each breaker of this process stands right now. */
export type BreakerStates = () => Readonly<Record<ServiceName, CircuitState>>

interface BreakerMetrics {
  /** Counts that a breaker came to another state. */
  readonly changed: (change: BreakerChange) => void
  /** Has the states told from now on. */
  show(states: BreakerStates): void
}

/** In this order, so that the largest of several is the worst. */
const STATES: readonly CircuitState[] = ['closed', 'half_open', 'open']

/** Metrics of the breakers before services. Services and states are names in this program. */
export function breakerMetrics(register: Registry): BreakerMetrics {
  const registers = [register]
  const changes = new Counter({
    name: 'slipway_breaker_changes_total',
    help: 'How often a breaker came to a state: open (the service is asked nothing), half_open (one request asks whether it is back), closed (it answers)',
    labelNames: ['service', 'to'] as const,
    registers,
  })
  const services = Object.keys(SERVICES)
  for (const service of services) for (const to of STATES) changes.inc({ service, to }, 0)
  return {
    changed: ({ service, to }) => changes.inc({ service, to }),
    show(states) {
      new Gauge({
        name: 'slipway_breaker_state',
        help: 'State of the breaker before a service: 0 closed, 1 half open (the next request is the one that asks), 2 open',
        labelNames: ['service'] as const,
        registers,
        collect() {
          for (const [service, state] of Object.entries(states())) this.set({ service }, STATES.indexOf(state))
        },
      })
    },
  }
}
