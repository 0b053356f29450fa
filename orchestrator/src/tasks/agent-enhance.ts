import { AgentEnhance, CardEnhancement, describeIssues, Failure, URGENT_LABEL } from '#contract'
import { defineTask } from '../saga/define-task.ts'
import { admitStep } from '../steps/agent/admit.ts'
import { ENHANCEMENT_SCHEMA } from '../steps/agent/context/enhancement.ts'
import { clearStep } from '../steps/agent/deliver.ts'
import { AgentFacts, findPlace } from '../steps/agent/facts.ts'
import { requireSuccess } from '../steps/agent/outcome.ts'
import { improvementPrompt } from '../steps/agent/prompt.ts'
import { resultOf } from '../steps/agent/result.ts'
import { settleAgent } from '../steps/agent/settle.ts'
import { treeStep } from '../steps/agent/tree.ts'
import { workStep } from '../steps/agent/work.ts'
import type { TaskEnv } from '../steps/task-env.ts'

/** The role that writes cards. */
const AGENT_TYPE = 'product_owner'

/** An agent reads the repository and the card, changes nothing, and says what the card should say. */
export const enhanceCard = defineTask<TaskEnv>()(AgentEnhance, AgentFacts, ({ input, env }) =>
  findPlace(env, input, { agentType: AGENT_TYPE, profile: 'readonly' }),
)
  .step('admit', admitStep())
  .step('tree', treeStep())
  .step(
    'agent',
    workStep(async (context) => ({
      prompt: await improvementPrompt(context),
      allowedTools: undefined,
      jsonSchema: ENHANCEMENT_SCHEMA,
      continueSession: undefined,
      urgent: context.input.card.labels.includes(URGENT_LABEL),
    })),
  )
  .step('answer', {
    title: 'Reading the answer',
    output: CardEnhancement,
    run({ outputs }) {
      requireSuccess(outputs.agent)
      const answer = CardEnhancement.safeParse(outputs.agent.structured)
      if (answer.success) return Promise.resolve(answer.data)
      throw new Failure('ANSWER_INVALID', `The answer is no enhancement of a card: ${describeIssues(answer.error)}`)
    },
  })
  .step('clear', clearStep())
  .settles(async ({ input, facts, env, task, outputs, failure }) => {
    const result = facts && { ...resultOf(facts, outputs, failure), enhancement: outputs.answer, move_to: undefined }
    await settleAgent({ input, facts, env, task, failure, agentType: AGENT_TYPE, result })
    return result
  })
  .completes(({ facts, outputs }) => ({
    metadata: { ...resultOf(facts, outputs, undefined), enhancement: outputs.answer, move_to: undefined },
    changes: [],
  }))
