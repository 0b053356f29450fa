import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { events, json, textsIn, type Dialect, type Reply, type Spoken } from './wire.ts'

const Block = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string().min(1) }),
  z.looseObject({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
  z.looseObject({ type: z.literal('tool_result'), tool_use_id: z.string() }),
  z.looseObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
])
const Message = z.object({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([z.string().min(1), z.array(Block)]),
})
type Message = z.infer<typeof Message>

/** A tool of the caller's has a schema; one of the service's own a type. */
const Tool = z.union([
  z.object({ name: z.string(), input_schema: z.object({ type: z.literal('object') }) }),
  z.object({ name: z.string(), type: z.string() }),
])

const Counted = z.object({
  model: z.string().min(1),
  messages: z.array(Message).min(1),
  tools: z.array(Tool).optional(),
})
const Request = Counted.extend({ max_tokens: z.number().int().positive(), stream: z.boolean().default(false) })

/** Each use of a tool is answered in the very next message, or the service refuses the conversation. */
function unanswered(messages: readonly Message[]): string | undefined {
  const blocks = messages.map(({ content }) => (typeof content === 'string' ? [] : content))
  return blocks
    .flatMap((these, at) => {
      const results = new Set((blocks[at + 1] ?? []).flatMap((b) => (b.type === 'tool_result' ? [b.tool_use_id] : [])))
      return these.flatMap((block) => (block.type === 'tool_use' && !results.has(block.id) ? [block.id] : []))
    })
    .at(0)
}

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}
const error = (status: number, message = `scripted ${status}`) => ({
  type: 'error',
  error: { type: TYPES[status] ?? 'api_error', message },
  request_id: `req_${randomUUID()}`,
})

const blockOf = (turn: Spoken) =>
  'text' in turn
    ? { type: 'text', text: turn.text }
    : { type: 'tool_use', id: `toolu_${randomUUID()}`, name: turn.tool, input: turn.input }

function speak(turn: Spoken, body: unknown): Reply {
  const { model, stream } = Request.parse(body)
  const { input, output } = turn.usage ?? { input: 10, output: 5 }
  const content = blockOf(turn)
  const stop_reason = 'text' in turn ? 'end_turn' : 'tool_use'
  const usage = {
    input_tokens: input,
    output_tokens: output,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  }
  const message = { id: `msg_${randomUUID()}`, type: 'message', role: 'assistant', model, stop_sequence: null }
  if (!stream) return json(200, { ...message, content: [content], stop_reason, usage })
  const [start, delta] =
    'text' in turn
      ? [
          { type: 'text', text: '' },
          { type: 'text_delta', text: turn.text },
        ]
      : [
          { ...content, input: {} },
          { type: 'input_json_delta', partial_json: JSON.stringify(turn.input) },
        ]
  return events([
    {
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 0 } },
    },
    { type: 'content_block_start', index: 0, content_block: start },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { ...usage, output_tokens: output } },
    { type: 'message_stop' },
  ])
}

/** Anthropic's Messages API, which claude and opencode speak. */
export const MESSAGES: Dialect = {
  refusal({ headers, body, path }) {
    if (headers['x-api-key'] === undefined && headers['authorization'] === undefined)
      return json(401, error(401, 'x-api-key header is required'))
    if (headers['anthropic-version'] === undefined)
      return json(400, error(400, 'anthropic-version: header is required'))
    const counts = path.endsWith('/count_tokens')
    const parsed = (counts ? Counted : Request).safeParse(body)
    if (!parsed.success) return json(400, error(400, z.prettifyError(parsed.error)))
    const open = unanswered(parsed.data.messages)
    if (open !== undefined) return json(400, error(400, `tool_use ids without tool_result: ${open}`))
    return counts ? json(200, { input_tokens: 10 }) : undefined
  },
  conversation: (body) => textsIn(Counted.parse(body).messages),
  offersTools: (body) => (Counted.parse(body).tools ?? []).length > 0,
  speak: (turn, { body }) => speak(turn, body),
  error,
}
