import { z } from 'zod'

const Usage = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  cache_creation_input_tokens: z.number().default(0),
  cache_read_input_tokens: z.number().default(0),
})

const Block = z.looseObject({
  type: z.string(),
  /** Of `text`. */
  text: z.string().optional(),
  /** Of `tool_use`. */
  id: z.string().optional(),
  name: z.string().optional(),
  input: z.unknown().optional(),
  /** Of `tool_result`. */
  tool_use_id: z.string().optional(),
  is_error: z.boolean().optional(),
})
export type Block = z.infer<typeof Block>

/** Why a call of the API failed, in claude's own words for it; more may come with later versions. */
const ApiErrorKind = z.string()

const Assistant = z.object({
  type: z.literal('assistant'),
  message: z.object({ id: z.string(), content: z.array(Block), usage: Usage }),
  /** Set within an agent of the agent's own. */
  parent_tool_use_id: z.string().nullish(),
  /** Set on what stands in for an answer when there was none. */
  error: ApiErrorKind.optional(),
})
export type Assistant = z.infer<typeof Assistant>

const Result = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  num_turns: z.number(),
  total_cost_usd: z.number(),
  usage: Usage.optional(),
  result: z.string().optional(),
  structured_output: z.unknown().optional(),
  errors: z.array(z.string()).default([]),
  permission_denials: z.array(z.object({ tool_name: z.string() })).default([]),
  api_error_status: z.number().nullish(),
  /** A cause that its status does not tell: `usage_limit_reached`. */
  api_error: z.string().optional(),
})
export type Result = z.infer<typeof Result>

/** What `--output-format stream-json` prints, as far as it is read here. */
export const ClaudeEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('system'),
    subtype: z.string(),
    session_id: z.string().optional(),
    cwd: z.string().optional(),
    tools: z.array(z.string()).optional(),
  }),
  Assistant,
  z.object({ type: z.literal('user'), message: z.object({ content: z.union([z.string(), z.array(Block)]) }) }),
  z.object({
    type: z.literal('rate_limit_event'),
    /** `resetsAt` in seconds since the epoch. */
    rate_limit_info: z.object({ status: z.string(), resetsAt: z.number().optional() }),
  }),
  Result,
])
export type ClaudeEvent = z.infer<typeof ClaudeEvent>
export type ClaudeUsage = z.infer<typeof Usage>
