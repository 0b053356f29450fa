import { Gauge, type Registry } from 'prom-client'
import { answered } from '#telemetry/process-metrics'

interface AgentSlots {
  /** How many agents the hosts bear at once. */
  readonly slots: number
  /** How many slots are taken, by agents of any orchestrator. */
  readonly held: () => Promise<number>
}

/** Metrics of the hosts that agents run on. */
export function slotMetrics(register: Registry, { slots, held }: AgentSlots): void {
  const registers = [register]
  new Gauge({ name: 'slipway_agent_slots', help: 'Agents that the hosts bear at once', registers }).set(slots)
  new Gauge({
    name: 'slipway_agent_slots_held',
    help: 'Slots of the hosts that are taken, by agents of any orchestrator',
    registers,
    async collect() {
      this.set((await answered(held())) ?? Number.NaN)
    },
  })
}
