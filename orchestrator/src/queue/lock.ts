import type { Lane, ParsedTask } from '#contract'
import type { Run } from '../saga/ports.ts'

/** A job that takes its task's place in line: the number there, and the lane the job is in. */
export interface Entrant {
  readonly lane: Lane
  readonly number: number
  /** The job's data as JSON. What is no task gets no place: whoever picks it up rejects it. */
  readonly data: string
}

/** Whether a task may run now. */
export type Grant =
  | { readonly kind: 'granted'; readonly run: Run }
  /** Something before it in line claims what it claims; `blocker` is the first of these tasks. */
  | { readonly kind: 'waiting'; readonly blocker: string }
  | { readonly kind: 'ended' }
  /** It was never admitted. */
  | { readonly kind: 'unknown' }

/**
 * The line in which tasks wait for the resources they claim. Numbers are given by enqueueing, so two tasks on one
 * resource run in that order, and as everyone waits in the same order, no two wait for each other. A claim is held until
 * the task ends, through retries, hand-overs and crashes; which run of it may write is decided by the fencing token.
 */
export interface Lock {
  /** Gives tasks their places in line, and their records in `pending`. Does nothing the second time. */
  admit(entrants: readonly Entrant[]): Promise<void>
  /** Admits every job that was added to a lane since it was last asked. */
  admitAdded(): Promise<void>
  /**
   * Begins a run if it is the task's turn. Whatever was added before it has its place in line by then.
   * @param trace where in a trace this is, which is kept with the task; @default '', in none
   */
  begin(task: ParsedTask, trace?: string): Promise<Grant>
  /** Whether a task was admitted and has not ended. */
  isOpen(taskId: string): Promise<boolean>
  /** Ids of all tasks that were admitted and have not ended. */
  open(): Promise<string[]>
  /** Where a task stands; undefined if it is not open. */
  find(taskId: string): Promise<OpenTask | undefined>
}

/** A task as it stands in line, whether or not its job is still in its lane. */
export interface OpenTask {
  readonly id: string
  readonly lane: Lane
  /** The task as it was admitted. */
  readonly envelope: unknown
  /** Where in a trace it was last looked at to be begun; '' in none. */
  readonly trace: string
}
