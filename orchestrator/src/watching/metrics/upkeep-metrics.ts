import { Counter, type Registry } from 'prom-client'
import type { AgentRecords } from '../../records/agents.ts'

/** What an orchestrator does besides tasks. */
export interface Upkeep {
  /** A sweep on this orchestrator's turn, and how many things it found of each sort. */
  swept(found: { readonly removed: number; readonly failed: number; readonly missing: number }): void
  /** Certificates in a round of renewals. */
  renewed(found: { readonly renewed: number; readonly failed: number }): void
  /** What came over any way and was no task. */
  rejected(): void
  /** The same records, from which costs are read. */
  costing(records: AgentRecords): AgentRecords
}

/** Metrics of what goes on besides tasks. */
export function upkeepMetrics(register: Registry): Upkeep {
  const registers = [register]
  const sweeps = new Counter({ name: 'slipway_sweeps_total', help: 'Sweeps that this orchestrator made', registers })
  const things = new Counter({
    name: 'slipway_swept_things_total',
    help: 'What sweeps removed, could not remove, and missed; what is still so counts again in each sweep',
    labelNames: ['result'] as const,
    registers,
  })
  const renewals = new Counter({
    name: 'slipway_renewals_total',
    help: 'Renewals of certificates',
    labelNames: ['result'] as const,
    registers,
  })
  const rejected = new Counter({
    name: 'slipway_rejected_total',
    help: 'What came into a lane or a plain list and was no task (docs/operations.md)',
    registers,
  })
  const cost = new Counter({
    name: 'slipway_agent_cost_dollars_total',
    help: 'What agents cost whose tasks ended here, in US dollars, as their tools tell it',
    registers,
  })
  for (const result of ['removed', 'failed', 'missing']) things.inc({ result }, 0)
  for (const result of ['renewed', 'failed']) renewals.inc({ result }, 0)

  return {
    swept(found) {
      sweeps.inc()
      for (const [result, count] of Object.entries(found)) things.inc({ result }, count)
    },
    renewed(found) {
      for (const [result, count] of Object.entries(found)) renewals.inc({ result }, count)
    },
    rejected: () => rejected.inc(),
    costing: (records) => ({
      ...records,
      async end(taskId, ending) {
        const usd = ending.result?.['cost_usd']
        if (typeof usd === 'number' && usd > 0) cost.inc(usd)
        await records.end(taskId, ending)
      },
    }),
  }
}
