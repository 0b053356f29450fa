import type { FastifyInstance } from 'fastify'
import { pathOf } from '../http/path.ts'

/** Logs a line for each request once it is answered: who asked for what, what became of it, and after how many milliseconds. */
export const logRequests = (app: FastifyInstance): void => {
  app.addHook('onResponse', (request, { statusCode: status, elapsedTime }, done) => {
    const { method, principal, failure, ip } = request
    const line = { method, path: pathOf(request), status, ms: Math.round(elapsedTime), by: principal.id, ip }
    request.log.info(failure === undefined ? line : { ...line, code: failure }, 'request')
    done()
  })
}
