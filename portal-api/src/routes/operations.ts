import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import {
  Failure,
  LEFTOVERS,
  LeftoverRecord,
  perLane,
  QUEUE_SAMPLES,
  QueueSample,
  RemoveLeftoverAnswer,
} from '#contract'
import type { Asker } from '../ask.ts'
import { defineRoute } from '../http/route.ts'
import { readLanes } from '../metrics/lanes.ts'
import { onRedis } from '../redis.ts'
import { Leftovers, Queues } from '../schemas/operations.ts'

/** Removing something in the world takes its time: an orchestrator may take this long, in milliseconds. */
const REMOVAL_MS = 60_000

const parse = <T extends z.ZodType>(schema: T, text: string): z.output<T> => schema.parse(JSON.parse(text))

const readQueues = async (redis: Redis): Promise<z.infer<typeof Queues>> => {
  const [now, samples] = await onRedis(() => Promise.all([readLanes(redis), redis.zrange(QUEUE_SAMPLES, '0', '-1')]))
  const lanes = perLane((name) => {
    const found = now.find(({ lane }) => lane === name)
    const { waiting = 0, active = 0, delayed = 0, oldestWaitS = 0 } = found ?? {}
    return { waiting, active, delayed, oldest_wait_ms: oldestWaitS * 1_000 }
  })
  return { lanes, samples: samples.map((text) => parse(QueueSample, text)) }
}

/** What operators look after. */
export const operationRoutes = (app: FastifyInstance, redis: Redis, asker: Asker): void => {
  defineRoute(app, {
    method: 'GET',
    url: '/api/queues',
    operationId: 'getQueues',
    summary: 'The lanes now, and in the last hour',
    description:
      'How many tasks wait, run and are set aside in each lane, and for how long the next one has waited: now, and every 15 seconds of the last hour.',
    tag: 'operations',
    access: { scope: 'tasks:read' },
    schema: { response: { 200: Queues } },
    handler: () => readQueues(redis),
  })

  defineRoute(app, {
    method: 'GET',
    url: '/api/leftovers',
    operationId: 'listLeftovers',
    summary: 'What the last sweep could not set right',
    description: 'What nobody has and could not be removed, and what is recorded and not there.',
    tag: 'operations',
    access: { scope: 'admin' },
    schema: { response: { 200: Leftovers } },
    handler: async () => {
      const texts = await onRedis(() => redis.hvals(LEFTOVERS))
      const items = texts.map((text) => parse(LeftoverRecord, text))
      return { items: items.sort((a, b) => (a.found_at + a.id < b.found_at + b.id ? -1 : 1)) }
    },
  })

  defineRoute(app, {
    method: 'DELETE',
    url: '/api/leftovers/:id',
    operationId: 'removeLeftover',
    summary: 'Remove what was left over',
    description:
      'An orchestrator looks once more whether anybody has it, and removes it if nobody does. Its name has to be given as a confirmation.',
    tag: 'operations',
    access: { scope: 'admin' },
    missing: 'LEFTOVER_NOT_FOUND',
    failures: ['NOT_CONFIRMED'],
    asks: true,
    schema: {
      params: z.object({ id: z.string().regex(/^[0-9a-f]{16}$/, 'is no id of a leftover') }),
      querystring: z.strictObject({ confirm: z.string().optional().describe('Its name, as a confirmation.') }),
      response: { 200: z.object({ removed: z.literal(true) }).describe('It is gone.') },
    },
    handler: async ({ principal, params: { id }, query: { confirm } }) => {
      const text = await onRedis(() => redis.hget(LEFTOVERS, id))
      if (text === null) throw new Failure('LEFTOVER_NOT_FOUND', `There is no leftover ${id}.`)
      const { name, kind } = parse(LeftoverRecord, text)
      if (confirm !== name) throw new Failure('NOT_CONFIRMED', `The ${kind} is called ${JSON.stringify(name)}.`)
      const data = { id, by: principal.id }
      const answer = { answer: RemoveLeftoverAnswer, timeoutMs: REMOVAL_MS }
      const { removed, failure } = await asker.ask({ question: 'remove-leftover', data, ...answer })
      if (removed) return { removed }
      throw failure === undefined
        ? new Failure('LEFTOVER_NOT_FOUND', `The ${kind} is not left over any more.`)
        : new Failure(failure.code, failure.message, { class: failure.retryable ? 'transient' : 'permanent' })
    },
  })
}
