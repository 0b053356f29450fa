import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { ResourceRecord } from '#contract'
import { defineRoute } from '../http/route.ts'
import { listResources } from '../resources.ts'
import { Resource } from '../schemas/resource.ts'

const { type, status } = ResourceRecord.shape

export const resourceRoutes = (app: FastifyInstance, redis: Redis): void =>
  defineRoute(app, {
    method: 'GET',
    url: '/api/resources',
    operationId: 'listResources',
    summary: 'Everything that stands',
    tag: 'resources',
    access: { scope: ['teams:read', 'workspaces:read'] },
    schema: {
      querystring: z.strictObject({ type: type.optional(), status: status.optional() }),
      response: { 200: z.object({ resources: z.array(Resource) }).describe('Teams first, each type by slug.') },
    },
    handler: async ({ query }) => ({ resources: await listResources(redis, query) }),
  })
