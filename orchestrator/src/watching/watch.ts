import type { ParsedTask } from '#contract'
import type { BreakerChange } from '../drivers/breaker.ts'
import type { CallObserver, DriverCall } from '../drivers/observed.ts'
import type { Activity, Observer } from '../saga/observer.ts'
import type { Outcome } from '../saga/run-saga.ts'

/** Watches an orchestrator at work: runs of tasks, their steps, and the calls of drivers in these. Changes nothing. */
export interface Watch extends Observer {
  /** @param attempt 1 for the first run of the task */
  run(task: ParsedTask, attempt: number, work: () => Promise<Outcome>): Promise<Outcome>
  readonly call: CallObserver
  /** A breaker has come to another state. */
  breaker(change: BreakerChange): void
}

/** All of these watch; the first is the outermost. */
export const together = (watches: readonly Watch[]): Watch => ({
  during: <T>(activity: Activity, work: () => Promise<T>) =>
    watches.reduceRight((inner, watch) => () => watch.during(activity, inner), work)(),
  run: (task, attempt, work) => watches.reduceRight((inner, watch) => () => watch.run(task, attempt, inner), work)(),
  call: <T>(call: DriverCall, work: () => Promise<T>) =>
    watches.reduceRight((inner, watch) => () => watch.call(call, inner), work)(),
  breaker: (change) => {
    for (const watch of watches) watch.breaker(change)
  },
})
