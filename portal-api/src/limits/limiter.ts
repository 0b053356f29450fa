import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { RATE_LIMIT_PREFIX } from '../access/keys.ts'
import { Failure } from '#contract'
import { createCounter, WINDOW_MS, type Counter } from './counter.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request is one of many over the limit, of which the first was refused in this window already. */
    refusedAgain: boolean
  }
}

/** @throws Failure RATE_LIMITED */
export type Limiter = (request: FastifyRequest) => Promise<void>

/** Those who show nothing are told apart by their address. Whoever has PORTAL_TOKEN is the platform itself: no limit. */
const keyOf = ({ principal, ip }: FastifyRequest): string =>
  principal.kind === 'anonymous' ? `ip-${ip}` : principal.id

const storeOn = (counter: Counter) =>
  class Store {
    incr(key: string, done: (error: null, result: { current: number; ttl: number }) => void): void {
      done(null, counter.count(key))
    }
    child(): this {
      return this
    }
  }

interface Limits {
  readonly redis: Redis
  /** Requests in a minute; 0: any number. */
  readonly perMinute: number
  readonly onError: (error: unknown) => void
}

/** Has requests counted. Gives what counts one, once plugins are loaded. */
export const limitRates = (app: FastifyInstance, { redis, perMinute, onError }: Limits): (() => Limiter) => {
  app.decorateRequest('refusedAgain', false)
  if (perMinute === 0) return () => () => Promise.resolve()
  const counter = createCounter(redis, RATE_LIMIT_PREFIX, onError)
  app.addHook('onClose', () => counter.close())
  const settings = {
    global: false,
    max: perMinute,
    timeWindow: WINDOW_MS,
    keyGenerator: keyOf,
    store: storeOn(counter),
  }
  void app.register(rateLimit, settings)

  return () => {
    const check = app.createRateLimit()
    const refused = { window: 0, keys: new Set<string>() }
    const isFirst = (key: string): boolean => {
      const window = Math.floor(Date.now() / WINDOW_MS)
      if (refused.window !== window) {
        refused.window = window
        refused.keys.clear()
      }
      const size = refused.keys.size
      return refused.keys.add(key).size > size
    }
    return async (request) => {
      if (request.principal.kind === 'root') return
      const found = await check(request)
      if (found.isAllowed || !found.isExceeded) return
      request.refusedAgain = !isFirst(found.key)
      const message = `There were more than ${perMinute} requests within a minute.`
      throw new Failure('RATE_LIMITED', message, { retryAfterMs: found.ttl })
    }
  }
}
