import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is the bytes as they came, which is what a signature is over. */
    rawBody?: boolean
  }
}

/** Leaves the JSON bodies of some routes as they come; all others are parsed as ever. */
export const keepRawBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.routeOptions.config.rawBody === true) done(null, body)
    else void parse(request, body.toString(), done)
  })
}
