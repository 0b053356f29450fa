import { z } from 'zod'
import { CardEnhancement } from '#contract'
import { assemble, DEFAULT_BUDGET } from './assemble.ts'
import { requireBoundary } from './quote.ts'
import { closing, commonSections, type PromptParts } from './sections.ts'

// Not every tool that is given a schema knows the dialect that it would name.
const { $schema: _dialect, ...schema } = z.toJSONSchema(CardEnhancement)

/** JSON schema of what the agent of `agent.enhance` has to answer. */
export const ENHANCEMENT_SCHEMA: object = schema

const ENHANCE = `# Now improve the card

Change nothing in the repository. Find out in it what the card is about, and answer with one JSON object, without anything around
it, that follows this schema:

${JSON.stringify(schema)}

description: what is wanted and why, so that somebody who does not know the card understands it; keep every fact that the card
has, and add none that you have not found. acceptance_criteria: statements that can be checked, one each. labels: those that the
card has, and what else tells people at a glance what it is about. complexity: how much work it is in this repository.`

/**
 * What the agent of `agent.enhance` is asked.
 * @throws Failure INTERNAL for a boundary that is none, or a budget that is too small
 */
export function enhancementPrompt(parts: PromptParts, budgetBytes = DEFAULT_BUDGET): string {
  requireBoundary(parts.boundary)
  return assemble([...commonSections(parts), closing(ENHANCE)], budgetBytes)
}
