import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { events, json, textsIn, type Dialect, type Spoken } from './wire.ts'

const Request = z.object({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(z.looseObject({})).min(1)]),
  tools: z.array(z.looseObject({ type: z.string() })).default([]),
  stream: z.literal(true),
})

const error = (status: number, message = `scripted ${status}`) => ({
  error: { type: status === 429 ? 'rate_limit_exceeded' : 'server_error', code: `scripted_${status}`, message },
})

function itemOf(turn: Spoken) {
  const id = randomUUID()
  if ('text' in turn)
    return {
      ...{ id: `msg_${id}`, type: 'message', role: 'assistant', status: 'completed' },
      content: [{ type: 'output_text', text: turn.text, annotations: [] }],
    }
  const call = { call_id: `call_${id}`, name: turn.tool, status: 'completed' }
  return typeof turn.input === 'string'
    ? { id: `ctc_${id}`, type: 'custom_tool_call', ...call, input: turn.input }
    : { id: `fc_${id}`, type: 'function_call', ...call, arguments: JSON.stringify(turn.input) }
}

/** OpenAI's Responses API, which codex speaks. */
export const RESPONSES: Dialect = {
  refusal({ headers, body }) {
    if (!/^Bearer ./.test(headers['authorization'] ?? '')) return json(401, error(401, 'Missing bearer authentication'))
    const parsed = Request.safeParse(body)
    return parsed.success ? undefined : json(400, error(400, z.prettifyError(parsed.error)))
  },
  conversation: (body) => textsIn(Request.parse(body).input),
  offersTools(body) {
    const { input, tools } = Request.parse(body)
    return tools.length > 0 || (typeof input !== 'string' && input.some(({ type }) => type === 'additional_tools'))
  },
  speak(turn, { body }) {
    const { model } = Request.parse(body)
    const { input, output } = turn.usage ?? { input: 10, output: 5 }
    const item = itemOf(turn)
    const response = { id: `resp_${randomUUID()}`, object: 'response', model, status: 'in_progress', output: [] }
    const usage = {
      ...{ input_tokens: input, output_tokens: output, total_tokens: input + output },
      ...{ input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
    }
    return events([
      { type: 'response.created', response },
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: { ...response, status: 'completed', output: [item], usage } },
    ])
  },
  error,
}
