import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { defineRoute } from '../http/route.ts'
import { onRedis } from '../redis.ts'

/** Asked every few seconds by whoever watches: only what goes wrong is logged. */
const WATCHED = { tag: 'about', access: 'public', logLevel: 'warn' } as const

/** `/health`: the process is up. `/ready`: it can do its work, for which it needs Redis. Neither asks for a token. */
export const healthRoutes = (app: FastifyInstance, redis: Redis): void => {
  defineRoute(app, {
    ...WATCHED,
    method: 'GET',
    url: '/health',
    operationId: 'getHealth',
    summary: 'Whether the process is up',
    description: 'It asks for nothing else, and needs no token.',
    schema: { response: { 200: z.object({ status: z.literal('ok') }).describe('It is up.') } },
    handler: () => ({ status: 'ok' }) as const,
  })
  defineRoute(app, {
    ...WATCHED,
    method: 'GET',
    url: '/ready',
    operationId: 'getReadiness',
    summary: 'Whether it can do its work',
    description: 'It can while Redis answers. Needs no token.',
    schema: { response: { 200: z.object({ status: z.literal('ready') }).describe('Redis answers.') } },
    handler: async () => {
      await onRedis(() => redis.ping())
      return { status: 'ready' } as const
    },
  })
}
