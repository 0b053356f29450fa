import type { FastifyInstance } from 'fastify'
import { Failure } from '#contract'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Registers routes, then refuses every other method at their addresses with 405 and what is allowed. */
export const refuseOtherMethods = (app: FastifyInstance, registerRoutes: () => void): void => {
  const offered = new Map<string, readonly string[]>()
  app.addHook('onRoute', ({ url, method }) => {
    offered.set(url, [...(offered.get(url) ?? []), ...[method].flat()])
  })
  registerRoutes()
  for (const [url, methods] of [...offered]) {
    const allow = methods.join(', ')
    app.route({
      url,
      method: METHODS.filter((method) => !methods.includes(method)),
      config: { access: { scope: 'any' } },
      // Before the body is read: whatever it is, it is not wanted.
      onRequest(request, reply) {
        reply.header('allow', allow)
        throw new Failure('METHOD_NOT_ALLOWED', `${request.method} is not offered at ${request.url}.`)
      },
      handler: () => undefined,
    })
  }
}
