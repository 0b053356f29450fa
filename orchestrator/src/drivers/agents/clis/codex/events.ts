import { z } from 'zod'

const Item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent_message'), text: z.string() }),
  z.object({ type: z.literal('command_execution'), command: z.string(), status: z.string() }),
  z.object({ type: z.literal('file_change'), changes: z.array(z.object({ path: z.string() })), status: z.string() }),
  z.object({ type: z.literal('mcp_tool_call'), server: z.string(), tool: z.string(), status: z.string() }),
  z.object({ type: z.literal('web_search'), query: z.string() }),
])
export type Item = z.infer<typeof Item>

/** What `exec --json` prints, as far as it is read here. */
export const CodexEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('item.completed'), item: Item }),
  z.object({
    type: z.literal('turn.completed'),
    /** Of the whole session, what earlier tasks spent in it included. */
    usage: z.object({ input_tokens: z.number(), cached_input_tokens: z.number(), output_tokens: z.number() }),
  }),
  /** Something that may still pass, as a lost connection; before a failed turn its cause as well. */
  z.object({ type: z.literal('error'), message: z.string() }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
])
