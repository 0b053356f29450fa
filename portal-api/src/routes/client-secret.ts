import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { Failure, Id } from '#contract'
import { canSeeTeam, hasScope, type Principal } from '../access/principal.ts'
import { requireRole } from '../access/roles.ts'
import type { Asker } from '../ask.ts'
import { readClientSecret } from '../client-secret.ts'
import { defineRoute } from '../http/route.ts'
import { readInventory } from '../resources.ts'

/** The client secret of a workspace's application: the one route that answers with a secret. */
export const clientSecretRoutes = (app: FastifyInstance, redis: Redis, asker: Asker): void => {
  /** Id of the workspace of this id or slug, as far as the principal may know of it. */
  const idOf = async (principal: Principal, name: string): Promise<string> => {
    const inventory = await readInventory(redis)
    const workspace = inventory.find('workspace', { id: name }) ?? inventory.find('workspace', { slug: name })
    if (workspace !== undefined && canSeeTeam(principal, workspace.team_id)) {
      requireRole(principal, workspace.team_id, 'admin', 'read a client secret')
      return workspace.id
    }
    if (hasScope(principal, 'admin')) return name // one that is being made stands nowhere yet
    throw new Failure('RESOURCE_NOT_FOUND', `There is no workspace ${JSON.stringify(name)}.`)
  }

  defineRoute(app, {
    method: 'GET',
    url: '/api/workspaces/:id/client-secret',
    operationId: 'getClientSecret',
    summary: 'The client secret of a workspace’s application',
    description:
      'An orchestrator unseals it for this one answer, which leaves a record in the audit. By id or slug; one has to be at least admin of the team.',
    tag: 'workspaces',
    access: { scope: 'secrets:read' },
    config: { audited: true },
    missing: 'RESOURCE_NOT_FOUND',
    failures: ['SECRET_UNREADABLE'],
    asks: true,
    schema: {
      params: z.object({ id: Id }),
      response: { 200: z.object({ workspace_id: z.string(), client_secret: z.string() }).describe('Not to be kept.') },
    },
    handler: async ({ principal, params, log }, reply) => {
      reply.header('cache-control', 'no-store')
      const id = await idOf(principal, params.id)
      const secret = await readClientSecret(asker, id)
      log.info({ workspace_id: id }, 'client secret read')
      return { workspace_id: id, client_secret: secret }
    },
  })
}
