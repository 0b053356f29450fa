import type { StepProgress, StepState } from '#contract'
import type { StepEntry } from './ports.ts'

type Known = Pick<StepProgress, 'started_at' | 'error_code'>

/** What those who look on see of the steps of one run: when each began and ended, and what it failed of. */
export class ShownSteps {
  readonly #known = new Map<string, Known>()

  /** @param earlier what earlier runs wrote of them */
  constructor(earlier: Readonly<Record<string, StepEntry>>) {
    for (const [name, { started_at, error_code }] of Object.entries(earlier)) {
      this.#known.set(name, { started_at, error_code })
    }
  }

  /** Whether a step has begun, in this run or so that an earlier one wrote it down. */
  has(name: string): boolean {
    return this.#known.has(name)
  }

  /** A step has come to another state. @param errorCode what it failed of */
  show(name: string, state: StepState, errorCode?: string): StepProgress {
    const at = new Date().toISOString()
    const before = this.#known.get(name)
    const known: Known =
      state === 'running' ? { started_at: at } : { ...before, error_code: errorCode ?? before?.error_code }
    this.#known.set(name, known)
    const isUnderWay = state === 'running' || state === 'undoing'
    return { state, ...known, ...(isUnderWay ? {} : { ended_at: at }) }
  }

  /** The same for the journal. */
  known(name: string): Known {
    return this.#known.get(name) ?? {}
  }
}
