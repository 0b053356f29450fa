import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { Registry } from 'prom-client'
import { processMetrics } from '#telemetry/process-metrics'
import { measureRequests } from './http-metrics.ts'
import { storeMetrics } from './store-metrics.ts'

/** Has an app counted and timed from here on. @returns what Prometheus reads */
export function measure(app: FastifyInstance, redis: Redis): Pick<Registry, 'metrics' | 'contentType'> {
  const register = new Registry()
  measureRequests(app, register)
  storeMetrics(register, redis)
  return Registry.merge([processMetrics(redis), register])
}
