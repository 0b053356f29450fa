import { z } from 'zod'
import { Card } from './agents.ts'
import { Slug } from './names.ts'
import { AgentRun } from './tasks/agent.ts'

/** Header of `sha256=<hex HMAC-SHA-256 of the raw body>`, keyed with the UTF-8 bytes of the sandbox's `agent_webhook_secret`. */
export const SIGNATURE_HEADER = 'x-webhook-signature'

/** Header of the id of a delivery, the same each time that it is repeated. */
export const DELIVERY_HEADER = 'x-webhook-delivery'
export const DeliveryId = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must have 1 to 128 visible ASCII characters')

/** How long a delivery is known, in seconds: repeated within this time it is answered as it was the first time. */
export const DELIVERY_KNOWN_S = 24 * 60 * 60

const run = AgentRun.payload.shape

/** What a board may ask of the agent beside the card. */
const Options = z.strictObject({
  agent: run.agent,
  tool_profile: run.tool_profile,
  allowed_tools: run.allowed_tools,
  timeout_s: run.timeout_s,
  max_budget_usd: run.max_budget_usd,
  model: run.model,
  session_id: run.session_id,
  gates: run.gates,
  rebuild: run.rebuild,
})

/** Body of `POST /api/webhooks/card-moved`. Fields that a board adds to it, or to the card, are left out. */
export const CardMoved = z.object({
  event: z.literal('card.moved'),
  workspace_slug: Slug,
  sandbox_slug: Slug,
  card: z.object({
    ...Card.shape,
    checklist: z
      .array(z.object({ text: z.string().max(2_000), done: z.boolean() }))
      .max(200)
      .optional(),
  }),
  from_column: z.string().min(1).max(100).optional(),
  to_column: z.string().min(1).max(100),
  /** When the card was moved: it makes a body that was captured and is sent again once it is old useless. */
  moved_at: z.iso.datetime({ offset: true }).optional(),
  /** The user who moved it, if it was one. */
  moved_by: z.string().max(200).optional(),
  callback_url: run.callback_url,
  options: Options.optional(),
})
export type CardMoved = z.infer<typeof CardMoved>

/** `card-moved` as it is asked: everything as it came, for whoever can open the sandbox's secret to judge. */
export const CardMovedQuestion = z.object({
  /** The raw body in base64. */
  body: z.base64(),
  signature: z.string(),
  delivery: DeliveryId,
})
export type CardMovedQuestion = z.infer<typeof CardMovedQuestion>

/** What became of a move. */
export const CardMovedAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('queued'), task_id: z.string() }),
  z.object({ status: z.literal('ignored'), reason: z.string() }),
])
export type CardMovedAnswer = z.infer<typeof CardMovedAnswer>
