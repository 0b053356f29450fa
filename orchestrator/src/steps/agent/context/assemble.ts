import { Failure } from '#contract'
import { byteLength } from './cut.ts'
import type { Part } from './quote.ts'

/** Bytes of a prompt, unless somebody wants another budget. */
export const DEFAULT_BUDGET = 65_536
/** Bytes below which a card would not have room beside what every prompt says. */
export const LEAST_BUDGET = 16_384

export interface Section {
  readonly part: Part
  /** Most bytes. */
  readonly cap: number
  /** What matters most (0) takes its room first. */
  readonly rank: number
}

const SEPARATOR = '\n\n'

/**
 * Sections one after the other, in a budget: each takes at most its cap, and of what those that matter more have left.
 * @throws Failure INTERNAL for a budget below LEAST_BUDGET
 */
export function assemble(sections: readonly Section[], budgetBytes: number): string {
  if (budgetBytes < LEAST_BUDGET) {
    throw new Failure('INTERNAL', `A prompt needs ${LEAST_BUDGET} bytes, not ${budgetBytes}`, { class: 'permanent' })
  }
  const texts = new Map<Section, string>()
  let left = budgetBytes
  for (const section of sections.toSorted((a, b) => a.rank - b.rank)) {
    const text = section.part(Math.min(section.cap, left - SEPARATOR.length))
    texts.set(section, text)
    if (text !== '') left -= byteLength(text) + SEPARATOR.length
  }
  const written = sections.map((section) => texts.get(section) ?? '')
  return written.filter((text) => text !== '').join(SEPARATOR)
}
