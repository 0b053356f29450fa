import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import {
  CardMoved,
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
import { defineRoute } from '../http/route.ts'
import { named } from '../schemas/named.ts'

/** A board is answered within a second: what took longer it sends again, and is answered then. */
const ANSWER_MS = 900

/** Longer than any signature: no more of a header is sent on. */
const Signature = z.string().max(100)
const Body = z.instanceof(Buffer).catch(Buffer.alloc(0))

const Headers = z.object({
  [SIGNATURE_HEADER]: Signature.describe('sha256=<hex HMAC-SHA-256 of the raw body under the sandbox’s secret>'),
  [DELIVERY_HEADER]: DeliveryId.describe('The same each time that a delivery is repeated.'),
})
const [Queued, Ignored] = CardMovedAnswer.options

const EXAMPLE = {
  ...{ event: 'card.moved', workspace_slug: 'shop', sandbox_slug: 'one', to_column: 'In progress' },
  card: { id: 'card-7', title: 'Say hello on the first page', column: 'In progress', description: '', labels: [] },
}

/**
 * What boards tell. Only an orchestrator can open the secrets of sandboxes, so one of them judges signature and body alike.
 */
export const webhookRoutes = (app: FastifyInstance, asker: Asker): void =>
  defineRoute(app, {
    method: 'POST',
    url: '/api/webhooks/card-moved',
    operationId: 'tellCardMoved',
    summary: 'A board tells that a card was moved',
    description: 'Signed, instead of a token.',
    tag: 'webhooks',
    access: 'public',
    bodyLimit: MAX_TASK_BYTES,
    config: { rawBody: true },
    headers: Headers,
    body: named('CardMoved', CardMoved.meta({ examples: [EXAMPLE] })),
    failures: ['SIGNATURE_INVALID'],
    asks: true,
    schema: {
      response: {
        200: Ignored.describe('Nothing is to be done.'),
        202: Queued.describe('An agent will work on it.'),
      },
    },
    handler: async ({ headers, body }, reply) => {
      const signature = Signature.safeParse(headers[SIGNATURE_HEADER])
      if (!signature.success) throw new Failure('SIGNATURE_INVALID', 'The request has no signature.')
      const delivery = DeliveryId.safeParse(headers[DELIVERY_HEADER])
      if (!delivery.success)
        throw new Failure(
          'INVALID_REQUEST',
          `The header ${DELIVERY_HEADER} is wrong: ${describeIssues(delivery.error)}`,
        )
      const data: CardMovedQuestion = {
        body: Body.parse(body).toString('base64'),
        signature: signature.data,
        delivery: delivery.data,
      }
      const answer = await asker.ask({ question: 'card-moved', data, answer: CardMovedAnswer, timeoutMs: ANSWER_MS })
      return reply.code(answer.status === 'queued' ? 202 : 200).send(answer)
    },
  })
