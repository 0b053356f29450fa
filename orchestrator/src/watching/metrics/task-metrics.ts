import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { Failure, LANES, type Lane } from '#contract'
import type { Outcome } from '../../saga/run-saga.ts'
import { isStopped } from '../log-watch.ts'
import type { Watch } from '../watch.ts'

/** From what takes no time to what takes as long as an agent may. */
const SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3_600]

const OUTCOMES = ['completed', 'failed', 'cancelled'] as const satisfies readonly Outcome['kind'][]

/**
 * Metrics of tasks and steps. Types and steps are those of the definitions that run here, so their number is bounded by what
 * is written in this program; nothing that a user sends becomes a label.
 * @param types of tasks that run here: what has not happened yet is told as 0, so that its first time is seen as a rise
 * @param slots of each lane
 */
export function taskMetrics(
  register: Registry,
  types: readonly string[],
  slots: Readonly<Record<Lane, number>>,
): Omit<Watch, 'call' | 'breaker'> {
  const registers = [register]
  const ended = new Counter({
    name: 'slipway_tasks_total',
    help: 'Tasks that ended on this orchestrator',
    labelNames: ['type', 'outcome'] as const,
    registers,
  })
  const failures = new Counter({
    name: 'slipway_task_failures_total',
    help: 'Tasks that failed or were cancelled, by error code (docs/errors.md)',
    labelNames: ['code'] as const,
    registers,
  })
  const retries = new Counter({
    name: 'slipway_task_retries_total',
    help: 'Runs that were set aside to be tried again, by error code',
    labelNames: ['type', 'code'] as const,
    registers,
  })
  const runSeconds = new Histogram({
    name: 'slipway_task_run_seconds',
    help: 'How long the run took that brought a task to its end; waiting and earlier runs do not count',
    labelNames: ['type', 'outcome'] as const,
    buckets: SECONDS,
    registers,
  })
  const stepSeconds = new Histogram({
    name: 'slipway_step_seconds',
    help: 'How long steps took; `stopped` are those that another failure, a cancel or a hand-over ended',
    labelNames: ['type', 'step', 'result'] as const,
    buckets: SECONDS,
    registers,
  })
  const undone = new Counter({
    name: 'slipway_undos_total',
    help: 'Steps that were taken back, or (`failed`) could not be, with all attempts',
    labelNames: ['type', 'step', 'result'] as const,
    registers,
  })
  const undoFailures = new Counter({
    name: 'slipway_undo_failures_total',
    help: 'Steps that could not be taken back: something is left over, and the sweeper goes on trying',
    labelNames: ['type'] as const,
    registers,
  })
  const running = new Gauge({
    name: 'slipway_running_tasks',
    help: 'Tasks that run here right now',
    labelNames: ['lane'] as const,
    registers,
  })
  const laneSlots = new Gauge({
    name: 'slipway_slots',
    help: 'Tasks that may run here at once',
    labelNames: ['lane'] as const,
    registers,
  })
  for (const lane of LANES) {
    laneSlots.set({ lane }, slots[lane])
    running.set({ lane }, 0)
  }

  for (const type of types) {
    undoFailures.inc({ type }, 0)
    for (const outcome of OUTCOMES) ended.inc({ type, outcome }, 0)
  }

  const count = (type: string, outcome: Outcome, seconds: number): void => {
    if (outcome.kind === 'retry') {
      retries.inc({ type, code: outcome.failure.code })
      return
    }
    ended.inc({ type, outcome: outcome.kind })
    runSeconds.observe({ type, outcome: outcome.kind }, seconds)
    if (outcome.kind !== 'completed') failures.inc({ code: outcome.failure.code })
  }

  return {
    async run({ envelope: { type }, lane }, _attempt, work) {
      const started = performance.now()
      running.inc({ lane })
      try {
        const outcome = await work()
        count(type, outcome, (performance.now() - started) / 1_000)
        return outcome
      } finally {
        running.dec({ lane })
      }
    },
    async during({ kind, task, step }, work) {
      const labels = { type: task.envelope.type, step }
      const started = performance.now()
      const tell = (result: 'done' | 'failed' | 'stopped'): void => {
        if (kind === 'step') stepSeconds.observe({ ...labels, result }, (performance.now() - started) / 1_000)
        else if (result !== 'stopped') undone.inc({ ...labels, result })
        if (kind === 'undo' && result === 'failed') undoFailures.inc({ type: labels.type })
      }
      try {
        const returned = await work()
        tell('done')
        return returned
      } catch (thrown) {
        tell(isPutOff(kind, thrown) ? 'stopped' : 'failed')
        throw thrown
      }
    },
  }
}

/** An undo that waits for a service goes on later: it has not failed. */
const isPutOff = (kind: 'step' | 'undo', thrown: unknown): boolean =>
  isStopped(thrown) || (kind === 'undo' && Failure.from(thrown).waits)
