import { z } from 'zod'
import { AgentName, AgentTokens, TaskStatus, ToolUse } from '#contract'
import { named } from './named.ts'

/** An agent's task; of one that waits, or failed before it began, not more than how it stands. */
export const Agent = named(
  'Agent',
  z.object({
    task_id: z.string().optional(),
    sandbox: z.string().optional().describe('Full slug of the sandbox.'),
    card_id: z.string().optional(),
    agent: AgentName.optional(),
    agent_type: z.string().optional(),
    host: z.string().optional().describe('Host that it runs on, or ran on last.'),
    session_id: z.string().optional(),
    started_at: z.string().optional(),
    ended_at: z.string().optional(),
    turns: z.int().optional(),
    cost_usd: z.number().optional(),
    tokens: AgentTokens.optional(),
    last_tools: z.array(ToolUse).optional().describe('Its last uses of tools, the newest last.'),
    status: TaskStatus,
    result: z.record(z.string(), z.unknown()).optional(),
    error: z.string().optional(),
    error_code: z.string().optional(),
  }),
)

export const AgentPage = named('AgentPage', z.object({ items: z.array(Agent), next_cursor: z.string().optional() }))
