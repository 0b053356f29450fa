import type { LeftoverRecord } from '#contract'

/** What sweeps found and could not set right, for those who look on. */
export interface Leftovers {
  all(): Promise<LeftoverRecord[]>
  find(id: string): Promise<LeftoverRecord | undefined>
  /** Puts some and drops others as one. */
  change(put: readonly LeftoverRecord[], drop: readonly string[]): Promise<void>
}
