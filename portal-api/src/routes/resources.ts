import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { ResourceRecord } from '#contract'
import { listResources } from '../resources.ts'
import { parseQuery } from './query.ts'

const { type, status } = ResourceRecord.shape
const Query = z.strictObject({ type: type.optional(), status: status.optional() })

export const resourceRoutes = (app: FastifyInstance, redis: Redis): void => {
  app.get('/api/resources', async (request) => ({
    resources: await listResources(redis, parseQuery(Query, request.query)),
  }))
}
