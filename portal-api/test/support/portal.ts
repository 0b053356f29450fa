import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest, onSendHookHandler } from 'fastify'
import { pino } from 'pino'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { loggerOptions } from '#telemetry/logger'
import { createInspector, type Inspector } from '../../../test/support/described.ts'
import { buildApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { startEventHub, type EventHub } from '../../src/events/hub.ts'
import { connectBlocking, connectCommands } from '../../src/redis.ts'

/** Redis database of each test file: their keys are fixed by the contract, so each has a database to itself. */
const DATABASES = {
  readers: 10,
  tasks: 11,
  events: 12,
  plan: 13,
  http: 14,
  cancel: 15,
  secret: 9,
  access: 40,
  oidc: 41,
  resources: 50,
  list: 51,
  operations: 52,
  roles: 53,
  visibility: 42,
  audit: 43,
  board: 60,
  boardLoad: 61,
  boardPictures: 62,
  boardAllowed: 63,
  boardSignIn: 64,
  boardPeople: 65,
  boardAgents: 66,
  limits: 44,
  streamMemory: 48,
  isolation: 45,
  making: 46,
  streamAccess: 47,
  docsPage: 49,
} as const

/** URL of an empty database of the Redis that `npm test` gives. */
export const databaseUrl = (name: keyof typeof DATABASES): string => {
  assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
  const url = new URL(process.env.REDIS_URL)
  url.pathname = `/${DATABASES[name]}`
  return url.href
}

const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  remedy: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

export const TOKEN = 'a-token-that-only-tests-use'

export interface Portal extends AsyncDisposable {
  readonly url: string
  /** A connection of the test's own, to the portal's database. */
  readonly redis: Redis
  /** Every line that was logged. */
  readonly log: readonly string[]
  /** One for each stream of events that is still subscribed. */
  readonly followed: ReadonlySet<object>
  /** A request with the token. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  readonly post: (body: unknown, query?: string) => Promise<Response>
  /** Resolves when the portal reaches Redis. */
  readonly ready: () => Promise<void>
  readonly close: () => Promise<void>
}

const bodyOf = (payload: unknown): string | undefined =>
  typeof payload === 'string' ? payload : payload === undefined || payload === null ? '' : undefined

const isEventStream = (reply: FastifyReply): boolean =>
  String(reply.getHeader('content-type')).startsWith('text/event-stream')

/** Holds every answer against the document of the app; what differs fails the next request, or the end of the test. */
const inspectAnswers = (app: FastifyInstance) => {
  const differing: string[] = []
  let inspect: Inspector | undefined
  const look = (request: FastifyRequest, reply: FastifyReply, payload: unknown): void => {
    if (request.method === 'OPTIONS') return // what browsers ask before they send a request is no operation
    inspect ??= createInspector(app.swagger())
    const wrong = inspect({
      ...{ method: request.method, address: request.url, status: reply.statusCode },
      contentType: z.string().optional().parse(reply.getHeader('content-type')),
      body: request.method === 'HEAD' ? undefined : bodyOf(payload),
    })
    if (wrong !== undefined) differing.push(wrong)
  }
  const last: onSendHookHandler = (request, reply, payload, done) => {
    look(request, reply, payload)
    done(null, payload)
  }
  // After every other hook of a route.
  app.addHook('onRoute', (route) => {
    route.onSend = [...[route.onSend ?? []].flat(), last]
  })
  app.addHook('onResponse', (request, reply, done) => {
    if (isEventStream(reply)) look(request, reply, undefined) // Fastify doesn't send these itself
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.is404) look(request, reply, payload)
    done(null, payload)
  })
  return () => assert.deepEqual(differing.splice(0), [], 'answers are as the document describes them')
}

/** A portal-api in this process; on a free port, unless the environment names one. */
export const startPortal = async (
  redisUrl: string,
  heartbeatMs?: number,
  slowMs?: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Portal> => {
  const log: string[] = []
  const logger = pino(loggerOptions('trace', [TOKEN]), { write: (line: string) => void log.push(line) })
  const ignore = () => undefined
  const commands = connectCommands(redisUrl, ignore)
  const followed = new Set<object>()
  const real = startEventHub(connectBlocking(redisUrl, ignore), ignore, heartbeatMs)
  const hub: EventHub = {
    ...real,
    subscribe(accept) {
      const live = real.subscribe(accept)
      followed.add(live)
      const close = () => {
        followed.delete(live)
        live.subscription.close()
      }
      return { ...live, subscription: { ...live.subscription, close } }
    },
  }
  const { access: settings, metricsToken } = loadConfig(env)
  const app = buildApp({ redis: commands, hub, token: TOKEN, metricsToken, settings, logger, slowMs })
  const assertDescribed = inspectAnswers(app)
  const url = await app.listen({ port: Number(env['PORT'] ?? 0), host: '127.0.0.1' })
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null }).on('error', ignore)
  const close = async () => {
    await app.close()
    commands.disconnect()
    assertDescribed()
  }
  const request: Portal['fetch'] = async (path, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${TOKEN}`)
    const response = await fetch(`${url}${path}`, { ...init, headers })
    assertDescribed()
    return response
  }
  return {
    url,
    redis,
    log,
    followed,
    fetch: request,
    post: (body, query = '') =>
      request(`/api/tasks${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async ready() {
      if (commands.status !== 'ready') await new Promise((resolve) => commands.once('ready', resolve))
      // The hub has found its place in the stream when it lets somebody in.
      for (;;) {
        const events = await request('/api/events')
        await events.body?.cancel()
        if (events.ok) return
      }
    },
    close,
    async [Symbol.asyncDispose]() {
      await close()
      redis.disconnect()
    },
  }
}

/** A portal on an empty database. */
export const startFreshPortal = async (
  name: keyof typeof DATABASES,
  env: Readonly<Record<string, string>> = {},
): Promise<Portal> => {
  const portal = await startPortal(databaseUrl(name), undefined, undefined, env)
  await portal.redis.flushdb()
  await portal.ready()
  return portal
}

/** Asserts that an answer is the problem of this code, with its HTTP status, and returns it. */
export const assertProblem = async (response: Response, status: number, code: string) => {
  const text = await response.text()
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8', text)
  const problem = Problem.parse(JSON.parse(text))
  assert.deepEqual([response.status, problem.status, problem.code], [status, status, code], text)
  return problem
}

/** A valid task; each has ids and slugs of its own. */
export const teamTask = (over: Record<string, unknown> = {}) => {
  const id = randomUUID()
  return {
    id,
    type: 'team.provision',
    user_id: `user-${id}`,
    payload: { team_id: `team-${id}`, team_slug: `t-${id.slice(0, 8)}`, owner_id: `owner-${id}` },
    created_at: '2026-01-15T10:30:00Z',
    ...over,
  }
}
