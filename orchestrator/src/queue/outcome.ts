import type { WireFailure } from '#contract'
import type { Outcome } from '../saga/run-saga.ts'

/** What becomes of the job that carried a task. */
export type Disposition =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: WireFailure }
  /** Set aside until another task has ended; costs no slot. */
  | { readonly kind: 'park'; readonly blocker: string }
  /** Set aside for a time; costs no slot either. */
  | { readonly kind: 'delay'; readonly delayMs: number; readonly failure: WireFailure }

export function dispositionOf(outcome: Outcome): Disposition {
  switch (outcome.kind) {
    case 'completed':
      return { kind: 'done' }
    case 'failed':
    case 'cancelled':
      return { kind: 'failed', failure: outcome.failure }
    case 'retry':
      return { kind: 'delay', delayMs: outcome.delayMs, failure: outcome.failure }
  }
}
