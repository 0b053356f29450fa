import { z } from 'zod'
import { Failure } from '#contract'
import { dayOf } from '../../records/cards.ts'
import type { StepSpec } from '../../saga/define-task.ts'
import type { TaskEnv } from '../task-env.ts'
import type { AgentFacts, AgentInput } from './facts.ts'

/** What a run may cost, in US dollars, and the day that bears it. */
export const Allowance = z.object({ budget_usd: z.number(), day: z.string() })
export type Allowance = z.infer<typeof Allowance>

/** Notes that the task is an agent's, and counts it among the runs on its card: no two columns send a card to and fro for ever. */
export const admitStep = <Input extends AgentInput>(): StepSpec<Input, AgentFacts, TaskEnv, unknown, Allowance> => ({
  title: 'Looking at what the card may still cost',
  output: Allowance,
  async run({ input, facts, env, tag }) {
    const { records, cards, limits } = env.agents
    const { workspace_slug, sandbox_slug, card } = input
    await records.begin({
      ...{ task_id: tag.task, workspace_slug, sandbox_slug, card_id: card.id, column: card.column },
      ...{ agent: facts.agent, agent_type: facts.agent_type, callback_url: input.callback_url },
    })
    const ref = { sandbox: facts.slug, id: card.id }
    const day = dayOf(new Date())
    if (!(await cards.admitRun(ref, day, tag.task, limits.maxHops)))
      throw new Failure('AGENT_MAX_HOPS', `Agents have worked on card ${card.id} ${limits.maxHops} times today`)
    const left = limits.dayBudgetUsd - (await cards.spentOn(ref, day))
    if (left <= 0)
      throw new Failure('AGENT_BUDGET', `Card ${card.id} has cost the ${limits.dayBudgetUsd} USD that a day allows`)
    return { budget_usd: Math.min(input.max_budget_usd ?? limits.runBudgetUsd, left), day }
  },
})
