import { z } from 'zod'
import { ChangedFile, Failure, type GateResult } from '#contract'
import type { StepSpec } from '../../saga/define-task.ts'
import type { TaskEnv } from '../task-env.ts'
import { commitMessage } from './context/commit-message.ts'
import type { AgentFacts, AgentInput } from './facts.ts'
import { requirePassed } from './gates.ts'
import { requireSuccess, type Outcome } from './outcome.ts'

/** The work as it was committed; null where there is none. */
export const Committed = z.object({ commit: z.string(), files: z.array(ChangedFile) }).nullable()
export type Committed = z.infer<typeof Committed>

interface Before {
  readonly agent: Outcome
  readonly gates: readonly GateResult[]
}

/** Commits what the agent changed, if it succeeded and all gates passed. */
export const commitStep = <Input extends AgentInput>(): StepSpec<Input, AgentFacts, TaskEnv, Before, Committed> => ({
  title: 'Committing the work',
  timeoutMs: 300_000,
  output: Committed,
  async run({ input, facts, env, outputs, signal }) {
    requireSuccess(outputs.agent)
    requirePassed(outputs.gates)
    const message = commitMessage(outputs.agent.summary, { card: input.card, agentType: facts.agent_type })
    const committed = await env.drivers.agents.commit(facts.run, { message, author: env.agents.author }, signal)
    if (committed !== undefined) return { commit: committed.commit, files: [...committed.files] }
    if (!facts.changes_expected) return null
    throw new Failure('NO_CHANGES', `The ${facts.agent_type} changed nothing: ${outputs.agent.summary}`)
  },
})
