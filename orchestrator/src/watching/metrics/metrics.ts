import { Registry } from 'prom-client'
import type { Lane } from '#contract'
import { processMetrics } from '#telemetry/process-metrics'
import type { Watch } from '../watch.ts'
import { breakerMetrics, type BreakerStates } from './breaker-metrics.ts'
import { callMetrics } from './call-metrics.ts'
import { diskMetrics } from './disk-metrics.ts'
import { listenForMetrics, type MetricsListener } from './listen.ts'
import { slotMetrics } from './slot-metrics.ts'
import { taskMetrics } from './task-metrics.ts'
import { upkeepMetrics, type Upkeep } from './upkeep-metrics.ts'

interface Served {
  /** A connection whose commands fail while Redis is away. */
  readonly redis: { ping(): Promise<unknown> }
  readonly slots: number
  readonly heldSlots: () => Promise<number>
  readonly breakers: BreakerStates
  /** Absolute path of the data root. */
  readonly dataDir: string
  readonly port: number
  readonly host: string
  readonly onError: (thrown: unknown) => void
}

/** What this orchestrator counts and times, for Prometheus. */
export interface Metrics {
  readonly watch: Watch
  readonly upkeep: Upkeep
  /** @throws Failure CONFIG_INVALID when the address can't be listened on */
  listen(served: Served): Promise<MetricsListener>
}

/**
 * @param types of tasks that run here
 * @param slots of each lane
 */
export function createMetrics(types: readonly string[], slots: Readonly<Record<Lane, number>>): Metrics {
  const register = new Registry()
  const breakers = breakerMetrics(register)
  const watch = { ...taskMetrics(register, types, slots), call: callMetrics(register), breaker: breakers.changed }
  return {
    watch,
    upkeep: upkeepMetrics(register),
    listen({ redis, slots: agentSlots, heldSlots, breakers: states, dataDir, ...address }) {
      breakers.show(states)
      diskMetrics(register, dataDir)
      slotMetrics(register, { slots: agentSlots, held: heldSlots })
      const merged = Registry.merge([processMetrics(redis), register])
      return listenForMetrics({ ...address, register: merged })
    },
  }
}
