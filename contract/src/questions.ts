import { z } from 'zod'
import { Plan } from './effect.ts'
import { WireFailure } from './failure.ts'

/** BullMQ queue over which portal-api asks any orchestrator; the name of a job is its question. */
export const QUESTION_QUEUE = 'questions'

/**
 * - `plan`: what a task would do (`?dry_run=true`); the data is the task
 * - `client-secret`: the client secret of a workspace's application; the data is a ClientSecretQuestion
 * - `card-moved`: what becomes of a card that was moved; the data is a CardMovedQuestion, the answer a CardMovedAnswer
 * - `remove-leftover`: removes what the sweeper could not; the data is a RemoveLeftoverQuestion, the answer a RemoveLeftoverAnswer
 */
export const QUESTIONS = ['plan', 'client-secret', 'card-moved', 'remove-leftover'] as const
export type Question = (typeof QUESTIONS)[number]

/** Instead of an answer: why there is none. */
export const Refusal = z.object({ failure: WireFailure })
export type Refusal = z.infer<typeof Refusal>

export const PlanAnswer = z.object({ plan: Plan })
export type PlanAnswer = z.infer<typeof PlanAnswer>

/** Half of an ephemeral key pair on the curve P-256 (RFC 7518, 6.2.1); what has a private half is refused. */
const PublicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.base64url().length(43),
  y: z.base64url().length(43),
})

export const ClientSecretQuestion = z.object({
  workspace_id: z.string(),
  /** For this one answer: whoever reads Redis, now or later, can't open it. */
  key: PublicKey,
})
export type ClientSecretQuestion = z.infer<typeof ClientSecretQuestion>

/** How a secret goes through Redis: as a compact JWE (RFC 7516), encrypted to the key of the question. */
export const SECRET_ENCRYPTION = { alg: 'ECDH-ES', enc: 'A256GCM' } as const

/** `sealed`: such a JWE of the secret's UTF-8 bytes. */
export const ClientSecretAnswer = z.object({ sealed: z.string() })
export type ClientSecretAnswer = z.infer<typeof ClientSecretAnswer>
