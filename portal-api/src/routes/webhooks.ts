import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import {
  CardMovedAnswer,
  type CardMovedQuestion,
  DELIVERY_HEADER,
  DeliveryId,
  describeIssues,
  Failure,
  MAX_TASK_BYTES,
  SIGNATURE_HEADER,
} from '#contract'
import type { Asker } from '../ask.ts'

/** A board is answered within a second: what took longer it sends again, and is answered then. */
const ANSWER_MS = 900

/** Signed, instead of a token. */
const SIGNED = { config: { access: 'public', rawBody: true }, bodyLimit: MAX_TASK_BYTES } as const

/** Longer than any signature: no more of a header is sent on. */
const Signature = z.string().max(100)
const Body = z.instanceof(Buffer).catch(Buffer.alloc(0))

/**
 * What boards tell. Only an orchestrator can open the secrets of sandboxes, so one of them judges signature and body alike.
 */
export const webhookRoutes = (app: FastifyInstance, asker: Asker): void => {
  app.post('/api/webhooks/card-moved', SIGNED, async ({ headers, body }, reply) => {
    const signature = Signature.safeParse(headers[SIGNATURE_HEADER])
    if (!signature.success) throw new Failure('SIGNATURE_INVALID', 'The request has no signature.')
    const delivery = DeliveryId.safeParse(headers[DELIVERY_HEADER])
    if (!delivery.success)
      throw new Failure('INVALID_REQUEST', `The header ${DELIVERY_HEADER} is wrong: ${describeIssues(delivery.error)}`)
    const data: CardMovedQuestion = {
      body: Body.parse(body).toString('base64'),
      signature: signature.data,
      delivery: delivery.data,
    }
    const answer = await asker.ask({ question: 'card-moved', data, answer: CardMovedAnswer, timeoutMs: ANSWER_MS })
    return reply.code(answer.status === 'queued' ? 202 : 200).send(answer)
  })
}
