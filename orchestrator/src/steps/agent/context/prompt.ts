import type { ToolProfile } from '#contract'
import { assemble, DEFAULT_BUDGET } from './assemble.ts'
import { requireBoundary } from './quote.ts'
import { closing, commonSections, type PromptParts } from './sections.ts'

const READS = `# Now do it

Change nothing. Your last message is your result: people read it on the card, so let it stand for itself.`

const WRITES = `# Now do it

Change the files in the current directory. Don't commit, push or switch branches: what you leave there is committed for you.
Your last message is your result: people read it on the card. Say what you did, what you checked, and what is open. Its last line
may be the commit's message, in one line:
COMMIT_MESSAGE: <what is so from now on, or why>`

/**
 * What an agent is asked when a card comes to it.
 * @param budgetBytes most bytes of UTF-8. What matters least gives way: guides, files, earlier runs, then the card
 * @throws Failure INTERNAL for a boundary that is none, or a budget that is too small
 */
export function buildPrompt(
  parts: PromptParts & { readonly profile: ToolProfile },
  budgetBytes = DEFAULT_BUDGET,
): string {
  requireBoundary(parts.boundary)
  const ending = closing(parts.profile === 'readonly' ? READS : WRITES)
  return assemble([...commonSections(parts), ending], budgetBytes)
}
