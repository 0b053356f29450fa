import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { z } from 'zod'
import { Failure } from '#contract'
import { defineRoute, type DescribedResponse } from '../http/route.ts'

const EXPOSITION = {
  description: "Prometheus' text format, version 0.0.4",
  content: { 'text/plain': { schema: z.string() } },
} as const satisfies DescribedResponse

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * What Prometheus reads.
 * @param token of Prometheus, for this route alone; without one whoever may read tasks may read it
 */
export const metricsRoutes = (
  app: FastifyInstance,
  register: Pick<Registry, 'metrics' | 'contentType'>,
  token: string | undefined,
): void => {
  const requireToken = (authorization = ''): void => {
    if (token === undefined) return // authenticate.ts has asked for a scope
    if (!timingSafeEqual(hash(authorization), hash(`Bearer ${token}`)))
      throw new Failure('UNAUTHORIZED', 'The request has no token, or a wrong one: METRICS_TOKEN is asked for.')
  }
  defineRoute(app, {
    method: 'GET',
    url: '/metrics',
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus',
    description: 'Where METRICS_TOKEN is set, that token is asked for, and no other.',
    tag: 'operations',
    access: token === undefined ? { scope: 'tasks:read' } : 'public',
    failures: ['UNAUTHORIZED'],
    logLevel: 'warn', // asked every few seconds
    schema: { response: { 200: EXPOSITION } },
    handler: async (request, reply) => {
      requireToken(request.headers.authorization)
      return await reply
        .header('cache-control', 'no-store')
        .type(register.contentType)
        .send(await register.metrics())
    },
  })
}
