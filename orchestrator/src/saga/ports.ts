import { z } from 'zod'
import type {
  Effect,
  Failure,
  ParsedTask,
  ResourceRecord,
  StepProgress,
  StepsPlan,
  ToldStep,
  WireFailure,
} from '#contract'

/**
 * What the journal knows of a step. A step that is not in it has not started. `output` is what it returned, as JSON;
 * only of a step that declares an output. When it began and what it failed of is kept for those who look on.
 */
export const StepEntry = z
  .object({
    state: z.enum(['started', 'done', 'undoing', 'undone', 'undo_failed']),
    output: z.unknown().optional(),
    started_at: z.string().optional(),
    error_code: z.string().optional(),
  })
  .readonly()
export type StepEntry = z.infer<typeof StepEntry>

/**
 * A run of a task, as it was granted: what earlier runs of the same task wrote, and the fencing token of this one.
 * A later grant has a higher token, and the journal refuses whoever comes with a lower one.
 */
export interface Run {
  readonly task: ParsedTask
  readonly fence: number
  /** 1 for the first run, one more for each that followed a retry, a hand-over or a crash. */
  readonly attempt: number
  /** Why it is being undone; undefined for one that goes forward. */
  readonly failure?: WireFailure | undefined
  /** Transient failures so far. */
  readonly transientFailures: number
  /** Since when it has got nowhere for a service that is away, in milliseconds since the epoch. */
  readonly waitingSince?: number | undefined
  readonly cancelRequested: boolean
  /** What `prepare` returned in the first run. */
  readonly facts?: unknown
  readonly steps: Readonly<Record<string, StepEntry>>
}

export interface Progress {
  /** Steps that are done. */
  readonly step: number
  readonly total_steps: number
  readonly percentage: number
  readonly message: string
}

/** What is written as one, and told of. */
export interface Entry {
  readonly steps?: Readonly<Record<string, StepEntry>>
  readonly facts?: unknown
  /** From here on the task is undone, for this reason. */
  readonly failure?: WireFailure
  readonly transientFailures?: number
  /** As of a run; null where it does not wait for a service that is away. */
  readonly waitingSince?: number | null
  /** From here on the task can't be cancelled any more. */
  readonly pastCancelling?: true
  /** Put into the ledger, unless an earlier task put the same thing there. */
  readonly declared?: readonly Effect[]
  /** Taken out of the ledger; of what this task `undid`, only what this task had put there. */
  readonly removed?: readonly Effect[]
  /** Marked in the ledger as left standing on purpose. */
  readonly kept?: readonly Effect[]
  readonly undid?: readonly Effect[]
  readonly progress?: Progress
  /** The step that `progress` tells of. */
  readonly about?: ToldStep
  /** The stages of the task, for those who look on; with the facts, once. */
  readonly plan?: StepsPlan
  /** What those who look on see of steps from now on. */
  readonly shown?: Readonly<Record<string, StepProgress>>
}

/** A change to the inventory of what stands. */
export type InventoryChange =
  | { readonly change: 'put'; readonly record: InventoryPut }
  | { readonly change: 'drop'; readonly type: ResourceRecord['type']; readonly id: string; readonly slug: string }

/** A record without what the journal fills in. */
export type InventoryPut = Omit<ResourceRecord, 'task_id' | 'created_at' | 'updated_at'>

/** How a task ended. */
export type Ending = (
  | { readonly status: 'completed'; readonly metadata: Readonly<Record<string, unknown>> }
  | {
      readonly status: 'failed' | 'cancelled'
      readonly failure: WireFailure
      /** What is told of it besides, as far as it came. */
      readonly metadata?: Readonly<Record<string, unknown>>
    }
) & {
  readonly changes: readonly InventoryChange[]
  readonly progress: Progress
  /** Everything the task declared, in the order of its plan. */
  readonly effects: readonly Effect[]
  /** What could not be undone or removed. */
  readonly leftovers: readonly Effect[]
}

/** The durable record of runs: what was begun, done and undone, and that it was published. */
export interface Journal {
  /**
   * Writes entries in their order, all of them or none. Calls keep their order too.
   * @throws Failure LEASE_LOST when a later run of the task was granted
   */
  record(run: Run, entries: readonly Entry[]): Promise<void>
  /**
   * Writes the last entries and ends the task: final status, inventory, messages and the release of its lock as one.
   * @throws Failure LEASE_LOST
   */
  close(run: Run, entries: readonly Entry[], ending: Ending): Promise<void>
}

/** How things that a task made are taken back. */
export interface World {
  /** Removes what this task made under this name for this owner; what others made is left alone. */
  undo(effect: Effect, task: string, signal: AbortSignal): Promise<void>
  /**
   * Why an effect can't be had right now: a service without which it could not be taken back either is away. A step with
   * such an effect is not begun, so that it need not be undone. @default nothing is known to stand in the way
   */
  unavailable?(effect: Effect): Failure | undefined
}
