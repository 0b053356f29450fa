import type { AgentResult, WireFailure } from '#contract'
import { dayOf } from '../../records/cards.ts'
import type { TaskEnv } from '../task-env.ts'
import type { AgentFacts, AgentInput } from './facts.ts'

interface Settling {
  readonly input: AgentInput
  readonly facts: AgentFacts | undefined
  readonly env: TaskEnv
  readonly task: string
  readonly failure: WireFailure | undefined
  /** Role of the agent, also where the task was refused before it was found. */
  readonly agentType: string
  readonly result: AgentResult | undefined
}

/** Keeps how a task of an agent ended, for whoever asks and for the next run on the card, and has it posted. */
export async function settleAgent({ input, facts, env, task, failure, agentType, result }: Settling): Promise<void> {
  const { records, cards, scheduleDelivery } = env.agents
  const { workspace_slug, sandbox_slug, card, callback_url } = input
  if (facts === undefined)
    await records.begin({
      ...{ task_id: task, workspace_slug, sandbox_slug, card_id: card.id, column: card.column },
      ...{ agent: input.agent ?? 'claude', agent_type: agentType, callback_url },
    })
  await records.end(task, { status: statusOf(failure), result, failure })
  if (facts !== undefined && result !== undefined) {
    const ref = { sandbox: facts.slug, id: card.id }
    await cards.spend(ref, dayOf(new Date()), task, result.cost_usd)
    await cards.remember(ref, {
      ...{ task_id: task, agent_type: agentType, outcome: result.reason, summary: result.summary },
      ...{ commit: result.commit, diffstat: diffstatOf(result) },
    })
  }
  await scheduleDelivery(task)
}

function statusOf(failure: WireFailure | undefined): 'completed' | 'failed' | 'cancelled' {
  if (failure === undefined) return 'completed'
  return failure.code === 'CANCELLED' ? 'cancelled' : 'failed'
}

function diffstatOf({ files }: AgentResult): string | undefined {
  if (files.length === 0) return undefined
  return files.map(({ path, added, removed }) => `${path} +${added ?? '?'} -${removed ?? '?'}`).join('\n')
}
