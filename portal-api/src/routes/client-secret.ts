import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Id } from '#contract'
import type { Asker } from '../ask.ts'
import { readClientSecret } from '../client-secret.ts'
import { defineRoute } from '../http/route.ts'

/** The client secret of a workspace's application: the one route that answers with a secret. */
export const clientSecretRoutes = (app: FastifyInstance, asker: Asker): void =>
  defineRoute(app, {
    method: 'GET',
    url: '/api/workspaces/:id/client-secret',
    operationId: 'getClientSecret',
    summary: 'The client secret of a workspace’s application',
    tag: 'workspaces',
    access: { scope: 'secrets:read' },
    missing: 'RESOURCE_NOT_FOUND',
    failures: ['SECRET_UNREADABLE'],
    asks: true,
    schema: {
      params: z.object({ id: Id }),
      response: { 200: z.object({ workspace_id: z.string(), client_secret: z.string() }).describe('Not to be kept.') },
    },
    handler: async ({ params: { id }, log }, reply) => {
      reply.header('cache-control', 'no-store')
      const secret = await readClientSecret(asker, id)
      log.info({ workspace_id: id }, 'client secret read')
      return { workspace_id: id, client_secret: secret }
    },
  })
