import type { Agent } from '../api/agent.ts'
import type { AgentEvent } from '../api/event.ts'
import { isUnderWay } from '../api/words.ts'

/** Uses of tools of an agent that are kept. */
const MOST_USES = 40

type Uses = Agent['last_tools']

/** Of each use one, in order: what was read may be told of again. */
const joined = (some: Uses, more: Uses): Uses => {
  const known = new Set(some.map(({ at, line }) => `${at} ${line}`))
  const all = [...some, ...more.filter(({ at, line }) => !known.has(`${at} ${line}`))]
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(-MOST_USES)
}

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
  last_tools: [],
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
      if (event.line === undefined) return agent
      return { ...agent, last_tools: joined(agent.last_tools, [{ at: event.timestamp, line: event.line }]) }
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
 * Agents that were read. What was heard of them stays where it says more: their tools, that they ended, and those that have
 * begun since.
 */
export const agentsRead = (told: readonly Agent[], known: ReadonlyMap<string, Agent>): Map<string, Agent> => {
  const read = new Map(
    told.map((agent) => {
      const heard = known.get(agent.task_id)
      const ended = heard !== undefined && !isUnderWay(heard.status) && isUnderWay(agent.status)
      return [
        agent.task_id,
        { ...agent, ...(ended && heard), last_tools: joined(agent.last_tools, heard?.last_tools ?? []) },
      ]
    }),
  )
  for (const [id, agent] of known) if (!read.has(id) && isUnderWay(agent.status)) read.set(id, agent)
  return read
}
