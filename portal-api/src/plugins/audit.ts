import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuditLog } from '../audit/log.ts'
import { describeRequest } from '../audit/describe.ts'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Of requests over the limit, the first in a minute stands for all: whoever floods the API shall not flood the audit. */
const isAudited = (request: FastifyRequest): boolean =>
  (!READS.has(request.method) || request.routeOptions.config.audited === true) && !request.refusedAgain

/** Leaves a record of every request that would change something, refusals and failures included, before it is answered. */
export const auditRequests = (app: FastifyInstance, log: AuditLog): void => {
  app.decorateRequest('failure')
  app.addHook('onSend', async (request, reply) => {
    if (isAudited(request)) await log.append(describeRequest(request, reply))
  })
  app.addHook('onClose', () => log.close())
}
