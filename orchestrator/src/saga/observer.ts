import type { ParsedTask } from '#contract'

/** What the engine is at: going through a step, or taking it back. */
export interface Activity {
  readonly kind: 'step' | 'undo'
  readonly task: ParsedTask
  /** Name of the step. */
  readonly step: string
}

/** Watches the engine at work, and changes nothing about it. */
export interface Observer {
  /** Has the work done. @returns what it returns; throws what it throws */
  during<T>(activity: Activity, work: () => Promise<T>): Promise<T>
}

/** For where nobody watches. */
export const UNOBSERVED: Observer = { during: (_activity, work) => work() }
