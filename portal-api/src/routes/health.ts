import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { onRedis } from '../redis.ts'

/** Asked every few seconds by whoever watches: only what goes wrong is logged. */
const WATCHED = { config: { access: 'public' }, logLevel: 'warn' } as const

/** `/health`: the process is up. `/ready`: it can do its work, for which it needs Redis. Neither asks for a token. */
export const healthRoutes = (app: FastifyInstance, redis: Redis): void => {
  app.get('/health', WATCHED, () => ({ status: 'ok' }))
  app.get('/ready', WATCHED, async () => {
    await onRedis(() => redis.ping())
    return { status: 'ready' }
  })
}
