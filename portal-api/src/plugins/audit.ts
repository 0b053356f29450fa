import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuditLog } from '../audit/log.ts'
import { describeAnswer, describeRequest } from '../audit/describe.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the audit has noted that the request is carried out; undefined before it is. */
    noted: Promise<boolean> | undefined
  }
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Of requests over the limit, the first in a minute stands for all: whoever floods the API shall not flood the audit. */
const isAudited = (request: FastifyRequest): boolean =>
  (!READS.has(request.method) || request.routeOptions.config.audited === true) && !request.refusedAgain

/**
 * Leaves a record of every request that would change something, refusals and failures included, before it is answered.
 * One that is carried out is noted before: whatever dies meanwhile, it leaves a record.
 */
export const auditRequests = (app: FastifyInstance, log: AuditLog): void => {
  app.decorateRequest('failure')
  app.decorateRequest('noted')
  app.addHook('preHandler', (request, _reply, done) => {
    if (isAudited(request) && !request.is404) request.noted = log.begin(describeRequest(request))
    done()
  })
  app.addHook('onSend', async (request, reply) => {
    if (isAudited(request)) await log.append(describeAnswer(request, reply), (await request.noted) === true)
  })
  app.addHook('onClose', () => log.close())
}
