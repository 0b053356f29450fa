import { Failure } from '#contract'
import type { Finding } from './preflight.ts'

/** Milliseconds that clocks may differ; what is measured over a network is no more exact. */
const TOLERANCE_MS = 2_000

/**
 * @param whose clock it is, as "of Redis"
 * @param skewMs how far it is ahead of this machine's; negative when it is behind
 */
export function clockFinding(whose: string, skewMs: number): Finding {
  const name = `clock ${whose}`
  const seconds = (Math.abs(skewMs) / 1_000).toFixed(1)
  if (Math.abs(skewMs) <= TOLERANCE_MS) return { state: 'ok', name, detail: `${seconds} s apart from ours` }
  const message = `the clock ${whose} is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's`
  return { state: 'warning', name, failure: new Failure('CLOCK_SKEWED', message) }
}

/** How far a clock that was asked between two moments of ours is ahead of it, in milliseconds. */
export const skewOf = (theirs: number, asked: number, answered: number): number => theirs - (asked + answered) / 2
