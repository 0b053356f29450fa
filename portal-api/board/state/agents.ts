import type { ToldAgent } from '../api/agent.ts'
import type { AgentEvent } from '../api/event.ts'
import { isUnderWay } from '../api/words.ts'
import type { Agent } from './model.ts'

/** Lines of an agent that are kept. */
const MOST_LINES = 40

const newAgent = ({ task_id, resource_id, card_id, agent, host, timestamp }: AgentEvent): Agent => ({
  task_id,
  sandbox: resource_id,
  card_id,
  agent,
  agent_type: undefined,
  host,
  started_at: timestamp,
  ended_at: undefined,
  turns: undefined,
  cost_usd: undefined,
  status: 'processing',
  error: undefined,
  error_code: undefined,
  lines: [],
})

const costIn = ({ metadata }: AgentEvent): number | undefined =>
  typeof metadata['cost_usd'] === 'number' ? metadata['cost_usd'] : undefined

/** An agent after an event told of it. */
export const agentAfter = (known: Agent | undefined, event: AgentEvent): Agent => {
  const agent = known ?? newAgent(event)
  switch (event.type) {
    case 'started':
      return { ...agent, agent: event.agent ?? agent.agent, host: event.host ?? agent.host, status: 'processing' }
    case 'tool':
      return event.line === undefined ? agent : { ...agent, lines: [...agent.lines, event.line].slice(-MOST_LINES) }
    case 'usage':
      return { ...agent, turns: event.turns ?? agent.turns, cost_usd: event.cost_usd ?? agent.cost_usd }
    case 'finished':
      return {
        ...agent,
        status: event.status ?? 'completed',
        ended_at: event.timestamp,
        cost_usd: costIn(event) ?? agent.cost_usd,
        error: event.error,
        error_code: event.error_code,
      }
  }
}

/**
 * Agents that were read. What was heard of them stays where it says more: their lines, that they ended, and those that have
 * begun since.
 */
export const agentsRead = (told: readonly ToldAgent[], known: ReadonlyMap<string, Agent>): Map<string, Agent> => {
  const read = new Map(
    told.map((agent) => {
      const heard = known.get(agent.task_id)
      const ended = heard !== undefined && !isUnderWay(heard.status) && isUnderWay(agent.status)
      return [agent.task_id, { ...agent, ...(ended && heard), lines: heard?.lines ?? [] }]
    }),
  )
  for (const [id, agent] of known) if (!read.has(id) && isUnderWay(agent.status)) read.set(id, agent)
  return read
}
