import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { loadQueuesPage, QUEUES_PATH } from '../queues-page.ts'

/** The page styles itself as it runs; it loads nothing from elsewhere, as it would like to. */
const POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:"],
  ...["font-src 'self'", "connect-src 'self'", "base-uri 'self'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ')

const ADMIN = { config: { access: { scope: 'admin' } }, exposeHeadRoute: false } as const

/** The internals of queues, for admins to look at. Reading is all that is offered. */
export const queuesPageRoutes = (app: FastifyInstance, redis: Redis, onError: (error: unknown) => void): void => {
  let page: Promise<FastifyInstance> | undefined
  const loaded = async (): Promise<FastifyInstance> => {
    page ??= loadQueuesPage(redis, onError)
    try {
      return await page
    } catch (thrown) {
      page = undefined
      throw thrown
    }
  }
  const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const queues = await loaded()
    reply.hijack()
    reply.raw.setHeader('content-security-policy', POLICY)
    queues.routing(request.raw, reply.raw)
  }
  for (const url of [QUEUES_PATH, `${QUEUES_PATH}/*`]) app.get(url, ADMIN, pass)
  app.addHook('onClose', async () => (await page)?.close())
}
