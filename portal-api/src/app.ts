import { randomUUID } from 'node:crypto'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Telemetry } from 'bullmq'
import type { Redis } from 'ioredis'
import { LANE_QUEUES, MAX_TASK_BYTES, perLane, QUESTION_QUEUE, QUEUE_PREFIX } from '#contract'
import { createAccess } from './access/access.ts'
import { createSendGate } from './access/send-task.ts'
import { createOutputHub } from './agents/output-hub.ts'
import { createAsker } from './ask.ts'
import { openAuditLog } from './audit/log.ts'
import { DEFAULT_ACCESS, type AccessSettings } from './config/access.ts'
import { createChanges } from './changes.ts'
import type { EventHub } from './events/hub.ts'
import { documentRoutes, gatherDocument } from './http/document.ts'
import { measure } from './metrics/metrics.ts'
import { auditRequests } from './plugins/audit.ts'
import { logRequests } from './plugins/log-requests.ts'
import { keepRawBodies } from './plugins/raw-body.ts'
import { refuseOtherMethods } from './plugins/methods.ts'
import { answerWithProblems, refuseMalformed, sendProblem } from './plugins/problems.ts'
import { protect } from './plugins/protect.ts'
import { createProducer } from './producer.ts'
import { createQueue, type QueueAddress } from './queue.ts'
import { accessRoutes } from './routes/access.ts'
import { boardRoutes } from './routes/board.ts'
import { agentListRoutes } from './routes/agent-list.ts'
import { agentRoutes } from './routes/agents.ts'
import { clientSecretRoutes } from './routes/client-secret.ts'
import { eventRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { operationRoutes } from './routes/operations.ts'
import { queuesPageRoutes } from './routes/queues-page.ts'
import { resourceRoutes } from './routes/resources.ts'
import { sandboxRoutes } from './routes/sandboxes.ts'
import { taskRoutes } from './routes/tasks.ts'
import { teamRoutes } from './routes/teams.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { workspaceRoutes } from './routes/workspaces.ts'
import type { Lanes } from './tasks.ts'

/** Loaded only where traces are asked for. */
export interface RequestTracing {
  readonly traceRequests: (app: FastifyInstance) => void
  readonly queue: Telemetry
}

export interface AppDeps {
  /** From `connectCommands`; stays the caller's to close. */
  readonly redis: Redis
  /** Closed with the app. */
  readonly hub: EventHub
  /** PORTAL_TOKEN. */
  readonly token: string
  /** Of who reads /metrics; undefined: whoever may read tasks. */
  readonly metricsToken?: string | undefined
  /** @default those of an environment in which nothing is set */
  readonly settings?: AccessSettings
  readonly logger: FastifyBaseLogger
  /** Has requests traced, and the tasks that they enqueue. @default nothing is */
  readonly tracing?: RequestTracing | undefined
  /** After so long a reader of an agent's output that takes nothing is dropped, in milliseconds. @default 30 s */
  readonly slowMs?: number | undefined
}

/** Longer than the longest task id: a longer one is not found rather than an error of its own. */
const MAX_PARAM_LENGTH = 256

/** A client that takes longer than this to send its request is cut off, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000

/** After shutdown began, a client that takes nothing of what is left for it is cut off, in milliseconds. */
const LEAVE_TIME_MS = 2_000

/** The HTTP interface, apart from listening. */
export const buildApp = ({
  redis,
  hub,
  token,
  metricsToken,
  settings = DEFAULT_ACCESS,
  logger,
  tracing,
  slowMs,
}: AppDeps): FastifyInstance => {
  const app = fastify({
    loggerInstance: logger,
    // Its own lines hold the query, and are two: see logRequests.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_TASK_BYTES,
    trustProxy: settings.trustedProxies.length > 0 && [...settings.trustedProxies],
    genReqId: () => randomUUID(),
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: sendProblem,
    clientErrorHandler: refuseMalformed,
  })
  app.removeContentTypeParser('text/plain')
  const metrics = measure(app, redis)
  tracing?.traceRequests(app)
  logRequests(app)
  keepRawBodies(app)
  answerWithProblems(app)
  const onError = (error: unknown): void => logger.warn({ err: error }, 'access')
  const access = createAccess({ redis, rootToken: token, settings, onError })
  auditRequests(app, openAuditLog(redis, settings.auditRetentionDays, onError))
  protect(app, { redis, access, settings, onError })

  const queue = (address: QueueAddress, telemetry?: Telemetry) =>
    createQueue(address, redis, (error) => logger.warn({ err: error, queue: address }, 'queue'), telemetry)
  const lanes: Lanes = perLane((lane) => queue(LANE_QUEUES[lane], tracing?.queue))
  const asker = createAsker(redis, queue({ prefix: QUEUE_PREFIX, name: QUESTION_QUEUE }))
  const outputs = createOutputHub(redis)
  const produce = createProducer(redis, lanes)
  const requireMaySend = createSendGate(redis, lanes)
  const changes = createChanges({ redis, lanes, asker, requireMaySend, produce })
  gatherDocument(app)
  // Plugins that look at routes are there once the app has begun to load.
  void app.register((routes, _options, done) => {
    refuseOtherMethods(routes, () => {
      healthRoutes(routes, redis)
      documentRoutes(routes)
      accessRoutes(routes, { redis, access, settings })
      taskRoutes(routes, { redis, lanes, asker, requireMaySend, produce })
      clientSecretRoutes(routes, redis, asker)
      resourceRoutes(routes, changes)
      teamRoutes(routes, changes)
      workspaceRoutes(routes, changes)
      sandboxRoutes(routes, changes)
      eventRoutes(routes, { redis, lanes, hub })
      agentRoutes(routes, { redis, lanes, outputs, slowMs })
      agentListRoutes(routes, redis, lanes)
      operationRoutes(routes, redis, asker)
      webhookRoutes(routes, asker)
      queuesPageRoutes(routes, redis, onError)
      metricsRoutes(routes, metrics, metricsToken)
    })
    done()
  })

  void app.register(boardRoutes)

  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), LEAVE_TIME_MS).unref()
    await Promise.all([hub.close(), outputs.close()])
  })
  app.addHook('onClose', () => asker.close())
  return app
}
