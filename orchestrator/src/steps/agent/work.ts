import type { AgentRequest } from '../../drivers/agents/port.ts'
import type { StepContext, StepSpec } from '../../saga/define-task.ts'
import type { TaskEnv } from '../task-env.ts'
import type { Allowance } from './admit.ts'
import type { AgentFacts, AgentInput } from './facts.ts'
import { Outcome, outcomeOf } from './outcome.ts'
import { createReporter } from './reporter.ts'

/** Longer than any agent may work: what it is given is counted on its host, and without the time it waits for one. */
const TIMEOUT_MS = 7 * 24 * 60 * 60_000

interface Before {
  readonly admit: Allowance
}
type Context<Input> = StepContext<Input, AgentFacts, TaskEnv, Before>

/** What an agent is asked, beside what every task of an agent says. */
export interface Assignment extends Pick<AgentRequest, 'prompt' | 'allowedTools' | 'jsonSchema' | 'continueSession'> {
  readonly urgent: boolean
}

/** The agent at work. What it came to is the output, also where it failed: only then is it known how it ended. */
export const workStep = <Input extends AgentInput>(
  assign: (context: Context<Input>) => Promise<Assignment>,
): StepSpec<Input, AgentFacts, TaskEnv, Before, Outcome> => ({
  title: 'Having the agent work',
  timeoutMs: TIMEOUT_MS,
  output: Outcome,
  async run(context) {
    const { input, facts, env, outputs, tag, signal, tell } = context
    const { day, budget_usd } = outputs.admit
    const assignment = await assign(context)
    const request: AgentRequest = {
      ...assignment,
      continueHost: await hostOf(assignment.continueSession, context),
      agent: facts.agent,
      profile: facts.profile,
      model: input.model,
      maxTurns: facts.max_turns,
      maxBudgetUsd: budget_usd,
      timeoutS: facts.timeout_s,
    }
    // Whoever worked at this before has kept, and told, all that was printed up to here.
    const from = await env.agents.records.printed(tag.task)
    const reporter = createReporter({ input, facts, desk: env.agents, task: tag.task, day, from, tell })
    try {
      return outcomeOf(await env.drivers.agents.run(facts.run, request, tag, reporter, signal), env.agents.redact)
    } finally {
      await reporter.settled()
    }
  },
})

/** Where a session of an earlier task on the sandbox was held, as long as that task is known. */
async function hostOf(session: string | undefined, { facts, env }: Context<AgentInput>): Promise<string | undefined> {
  if (session === undefined) return undefined
  const records = await env.agents.records.recentOf(facts.slug)
  return records.find(({ session_id, host }) => session_id === session && host !== undefined)?.host
}
