import { z } from 'zod'

const ToolState = z.object({ status: z.string(), input: z.unknown().optional() })

const ErrorData = z.object({
  message: z.string().default(''),
  statusCode: z.number().optional(),
  isRetryable: z.boolean().optional(),
  responseHeaders: z.record(z.string(), z.string()).default({}),
})

const RunError = z.object({ name: z.string(), data: ErrorData })
export type RunError = z.infer<typeof RunError>

const session = { sessionID: z.string() }

/** What `run --format json` prints, as far as it is read here. Nothing tells that it has ended. */
export const OpencodeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step_start'), ...session }),
  z.object({ type: z.literal('text'), ...session, part: z.object({ text: z.string() }) }),
  z.object({ type: z.literal('tool_use'), ...session, part: z.object({ tool: z.string(), state: ToolState }) }),
  z.object({
    type: z.literal('step_finish'),
    ...session,
    part: z.object({
      /** `tool-calls` when there is another step to come. */
      reason: z.string(),
      cost: z.number(),
      tokens: z.object({
        input: z.number(),
        output: z.number(),
        reasoning: z.number(),
        cache: z.object({ read: z.number(), write: z.number() }),
      }),
    }),
  }),
  z.object({ type: z.literal('error'), ...session, error: RunError }),
])
export type OpencodeEvent = z.infer<typeof OpencodeEvent>
