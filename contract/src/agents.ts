import { z } from 'zod'

/** A coding agent's command line tool. */
export const AgentName = z.enum(['claude', 'codex', 'opencode'])
export type AgentName = z.infer<typeof AgentName>

/**
 * What an agent may do, enforced by its tool: `readonly` reads files; `developer` writes them and runs commands as well;
 * `full-access` has everything that the tool offers, the network and agents of its own included.
 */
export const ToolProfile = z.enum(['readonly', 'developer', 'full-access'])
export type ToolProfile = z.infer<typeof ToolProfile>

/** A role that an agent plays, as templates/agents.yml names it: `developer`, `product_owner`. */
export const AgentType = z.string().regex(/^[a-z][a-z0-9_]{1,39}$/, 'must be a name of a–z, 0–9 and "_"')
export type AgentType = z.infer<typeof AgentType>

/** A tool of the agent as its own permission rules name it: `Edit`, `Bash(npm test:*)`. It becomes an argument, never a shell's. */
export const ToolRule = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}(?:\([^()\n,]{1,200}\))?$/, 'is not a tool')

/** Most characters of a card's description. */
export const MAX_DESCRIPTION = 200_000

/** A card of the Kanban board. Everything in it is somebody's text: data for the agent, never an instruction to us. */
export const Card = z.strictObject({
  id: z.string().min(1).max(128),
  number: z.number().int().nonnegative().optional(),
  title: z.string().min(1).max(1_000),
  description: z.string().max(MAX_DESCRIPTION).default(''),
  /** The column it is in by now. */
  column: z.string().min(1).max(100),
  labels: z.array(z.string().max(100)).max(50).default([]),
  checklist: z
    .array(z.strictObject({ text: z.string().max(2_000), done: z.boolean() }))
    .max(200)
    .optional(),
  board_id: z.string().max(128).optional(),
})
export type Card = z.infer<typeof Card>

/** Label that puts a card's tasks into the high lane. */
export const URGENT_LABEL = 'urgent'

export const AgentTokens = z.object({
  input: z.number().int(),
  output: z.number().int(),
  /** Of the input, what came from the provider's cache. */
  cached: z.number().int(),
})
export type AgentTokens = z.infer<typeof AgentTokens>

/** What a command that checks the work came to. */
export const GateResult = z.object({
  command: z.string(),
  /** null when it was ended from outside, as at its time limit. */
  exit_code: z.number().int().nullable(),
  duration_s: z.number(),
  /** The last lines of what it printed. */
  output: z.string(),
})
export type GateResult = z.infer<typeof GateResult>

export const ChangedFile = z.object({
  path: z.string(),
  /** null for a binary file. */
  added: z.number().int().nullable(),
  removed: z.number().int().nullable(),
})
export type ChangedFile = z.infer<typeof ChangedFile>

/** How a run ended; of one that failed, as far as it came. */
export const AgentResult = z.object({
  success: z.boolean(),
  /** `done`, or the code of the failure. */
  reason: z.string(),
  /** The agent's last words, or why it failed. */
  summary: z.string(),
  agent: AgentName,
  agent_type: AgentType,
  /** Session of the agent's tool, with which a later task may continue. */
  session_id: z.string().optional(),
  /** Commit that was pushed; absent when nothing was. */
  commit: z.string().optional(),
  branch: z.string(),
  files: z.array(ChangedFile),
  duration_s: z.number(),
  turns: z.number().int(),
  cost_usd: z.number(),
  tokens: AgentTokens,
  gates: z.array(GateResult),
  /** What people should know besides: work of others that was kept aside, a checkout that could not be brought forward. */
  notes: z.array(z.string()),
  /** Column that the card should move to, if it is still where it was. */
  move_to: z.string().optional(),
})
export type AgentResult = z.infer<typeof AgentResult>

/** What an agent of `agent.enhance` makes of a card. */
export const CardEnhancement = z.strictObject({
  description: z.string().min(1).max(MAX_DESCRIPTION),
  acceptance_criteria: z.array(z.string().min(1).max(2_000)).min(1).max(50),
  labels: z.array(z.string().min(1).max(100)).max(50),
  complexity: z.enum(['trivial', 'small', 'medium', 'large', 'unknown']),
})
export type CardEnhancement = z.infer<typeof CardEnhancement>

/** Channel of what agents do, and of how their tasks end. */
export const AGENT_CHANNEL = 'agent:status'

const common = {
  task_id: z.string(),
  /** Full slug of the sandbox. */
  resource_id: z.string(),
  card_id: z.string(),
  timestamp: z.string(),
}

/** Message on `agent:status` while an agent works. How its task ended is told by an AgentFinished. */
export const AgentMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), ...common, agent: AgentName, host: z.string(), session_id: z.string() }),
  /** One use of a tool, in a line: `Edit src/app.ts`. */
  z.object({ type: z.literal('tool'), ...common, line: z.string() }),
  /** Totals so far. */
  z.object({ type: z.literal('usage'), ...common, turns: z.number().int(), cost_usd: z.number(), tokens: AgentTokens }),
])
export type AgentMessage = z.infer<typeof AgentMessage>

/** Message on `agent:status`: exactly one per task, when it has ended. */
export const AgentFinished = z.object({
  type: z.literal('finished'),
  task_type: z.string(),
  resource_type: z.literal('agent'),
  resource_id: z.string(),
  status: z.enum(['completed', 'failed', 'cancelled']),
  /** Its AgentResult (or CardEnhancement); of a task that failed before an agent ran, nothing. */
  metadata: z.record(z.string(), z.unknown()),
  timestamp: z.string(),
  task_id: z.string(),
  error: z.string().optional(),
  error_code: z.string().optional(),
})
export type AgentFinished = z.infer<typeof AgentFinished>

/**
 * Redis stream of what an agent's tool printed: fields `data` (text, whole lines, without credentials), `kind` (`output`) and
 * `start` (offset of its beginning in bytes). The id of an entry is `<offset of its end in bytes>-0`, so that the same bytes are
 * appended once, whoever appends them.
 */
export const agentOutputKey = (taskId: string): string => `agent:${taskId}:output`
/** Channel on which a task's id is published whenever its output has grown or ended. */
export const AGENT_OUTPUT_CHANNEL = 'agent:output'
/** Most bytes of output that are kept of one task; the oldest go first. */
export const AGENT_OUTPUT_BYTES = 16 * 1024 * 1024

/** Redis hash of an agent task, kept as long as the task's record: see AgentRecord. */
export const agentKey = (taskId: string): string => `agent:${taskId}`

/** A use of a tool, in a line, and when it was told. */
export const ToolUse = z.object({ at: z.string(), line: z.string() })
export type ToolUse = z.infer<typeof ToolUse>

/** The hash `agent:{task_id}` as it is read: what is known of a run while it goes on, and after it. */
export const AgentRecord = z.object({
  task_id: z.string(),
  /** Full slug of the sandbox. */
  sandbox: z.string(),
  card_id: z.string(),
  agent: AgentName,
  agent_type: z.string(),
  /** Host that it runs on, or ran on last. */
  host: z.string().optional(),
  session_id: z.string().optional(),
  started_at: z.string().optional(),
  ended_at: z.string().optional(),
  turns: z.coerce.number().int().default(0),
  cost_usd: z.coerce.number().default(0),
  tokens: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(AgentTokens)
    .default({ input: 0, output: 0, cached: 0 }),
  /** The last uses of tools, the newest last. */
  last_tools: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(ToolUse))
    .default([]),
  /** How the task ended; absent until then, as is what follows. */
  status: z.enum(['completed', 'failed', 'cancelled']).optional(),
  /** The AgentResult (or EnhancementResult); of a run that failed, as far as it came. */
  result: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), z.unknown()))
    .optional(),
  error: z.string().optional(),
  error_code: z.string().optional(),
})
export type AgentRecord = z.infer<typeof AgentRecord>

/** Sorted set of the agent tasks of a sandbox by the time of their start, in milliseconds. */
export const agentRunsKey = (sandboxFullSlug: string): string => `agents:${sandboxFullSlug}`
