import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { StepContext } from '../../saga/define-task.ts'
import type { TaskEnv } from '../task-env.ts'
import { enhancementPrompt } from './context/enhancement.ts'
import { buildPrompt } from './context/prompt.ts'
import { gatherRepository } from './context/repository.ts'
import type { PromptParts } from './context/sections.ts'
import { treeReader } from './context/tree-reader.ts'
import type { AgentFacts, AgentInput } from './facts.ts'

type Context = StepContext<AgentInput, AgentFacts, TaskEnv, unknown>

/** What an agent is asked that works on a card. */
export const workPrompt = async (context: Context): Promise<string> =>
  buildPrompt({ ...(await partsOf(context)), profile: context.facts.profile })

/** What an agent is asked that improves a card. */
export const improvementPrompt = async (context: Context): Promise<string> => enhancementPrompt(await partsOf(context))

async function partsOf({ input, facts, env }: Context): Promise<PromptParts> {
  const tree = treeReader(join(env.platform.dataDir, env.drivers.agents.treeOf(facts.run)))
  return {
    boundary: randomBytes(16).toString('hex'),
    persona: facts.persona,
    card: input.card,
    sandbox: { branch: facts.branch, url: facts.url },
    repository: await gatherRepository(tree),
    past: await env.agents.cards.historyOf({ sandbox: facts.slug, id: input.card.id }),
  }
}
