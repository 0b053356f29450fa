import { AgentRun, URGENT_LABEL } from '#contract'
import { defineTask } from '../saga/define-task.ts'
import { admitStep } from '../steps/agent/admit.ts'
import { commitStep } from '../steps/agent/commit.ts'
import { clearStep, forwardStep } from '../steps/agent/deliver.ts'
import { AgentFacts, findPlace } from '../steps/agent/facts.ts'
import { gatesStep } from '../steps/agent/gates.ts'
import { workPrompt } from '../steps/agent/prompt.ts'
import { pushStep } from '../steps/agent/push.ts'
import { rebuildStep, rebuiltChanges } from '../steps/agent/rebuild.ts'
import { resultOf } from '../steps/agent/result.ts'
import { settleAgent } from '../steps/agent/settle.ts'
import { treeStep } from '../steps/agent/tree.ts'
import { workStep } from '../steps/agent/work.ts'
import type { TaskEnv } from '../steps/task-env.ts'

/** An agent works on a card in a tree of its own; what it did is checked, committed, pushed and brought to the sandbox. */
export const runAgent = defineTask<TaskEnv>()(AgentRun, AgentFacts, ({ input, env }) =>
  findPlace(env, input, { agentType: input.agent_type, profile: input.tool_profile }),
)
  .step('admit', admitStep())
  .step('tree', treeStep())
  .step(
    'agent',
    workStep(async (context) => ({
      prompt: await workPrompt(context),
      allowedTools: context.input.allowed_tools,
      jsonSchema: undefined,
      continueSession: context.input.session_id,
      urgent: context.input.card.labels.includes(URGENT_LABEL),
    })),
  )
  .step('gates', gatesStep())
  .step('commit', commitStep())
  .step('push', pushStep())
  // What is on the forge stays there: from here on there is nothing to undo.
  .pivot(() => [])
  .step('forward', forwardStep())
  .step('clear', clearStep())
  .step('rebuild', rebuildStep())
  .settles(async ({ input, facts, env, task, outputs, failure }) => {
    const result = facts && resultOf(facts, outputs, failure)
    await settleAgent({ input, facts, env, task, failure, agentType: input.agent_type, result })
    return result
  })
  .completes(({ facts, outputs }) => {
    const result = resultOf(facts, outputs, undefined)
    const files = result.files.length
    return {
      metadata: result,
      changes: rebuiltChanges(outputs.rebuild),
      message:
        result.commit === undefined
          ? 'Done; nothing was changed'
          : `Done: ${files} ${files === 1 ? 'file' : 'files'} changed`,
    }
  })
