import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ResourceRecord } from '#contract'
import type { Changes } from '../changes.ts'
import { defineRoute } from '../http/route.ts'
import { Resource } from '../schemas/resource.ts'
import { READ } from './change.ts'
import { NOT_MODIFIED } from '../http/etag.ts'

const { type, status } = ResourceRecord.shape

export const resourceRoutes = (app: FastifyInstance, changes: Changes): void =>
  defineRoute(app, {
    ...READ,
    url: '/api/resources',
    operationId: 'listResources',
    summary: 'Everything that stands',
    description: 'Teams, workspaces and sandboxes in one answer, as far as one sees their teams.',
    tag: 'resources',
    access: { scope: ['teams:read', 'workspaces:read'] },
    schema: {
      querystring: z.strictObject({ type: type.optional(), status: status.optional() }),
      response: {
        200: z.object({ resources: z.array(Resource) }).describe('Teams first, each type by slug.'),
        304: NOT_MODIFIED,
      },
    },
    handler: async ({ principal, query }) => ({ resources: (await changes.inventory()).list(principal, query) }),
  })
