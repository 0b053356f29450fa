import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { Failure, MAX_TASK_BYTES, parseTask, PlanAnswer, TaskStatus, type ParsedTask } from '#contract'
import type { Principal } from '../access/principal.ts'
import { requireMayAct, requireMayRun, type SendGate } from '../access/send-task.ts'
import { findVisibleTask } from '../access/visible-task.ts'
import type { Asker } from '../ask.ts'
import { cancelTask } from '../canceller.ts'
import { IfNoneMatch, NOT_MODIFIED, tagAnswer } from '../http/etag.ts'
import { pageQuery } from '../http/page.ts'
import { defineRoute } from '../http/route.ts'
import { IdempotencyKey, idsOf } from '../idempotency.ts'
import type { Accepted as ProducedTask } from '../producer.ts'
import { readInventory } from '../resources.ts'
import { noteRetry, retryOf } from '../retry.ts'
import { flag } from '../schemas/flag.ts'
import { Accepted, Cancelling, Plan, Retried, Task, TaskById, TaskPage, TaskRequest } from '../schemas/task.ts'
import { createTaskList } from '../task-list.ts'
import type { Lanes } from '../tasks.ts'

interface TaskRoutesDeps {
  readonly redis: Redis
  readonly lanes: Lanes
  readonly asker: Asker
  readonly requireMaySend: SendGate
  readonly produce: (task: ParsedTask) => Promise<ProducedTask>
}

const LOCATION = { 202: { location: 'Address of the task.' } }
const Body = z.looseObject({})

/** The task in a body. What the envelope leaves out is filled in: id, user and time of creation. */
const taskOf = (request: FastifyRequest): ParsedTask => {
  const { body, principal } = request
  const fields = Body.safeParse(body)
  if (!fields.success) return parseTask(body)
  if ('retry_of' in fields.data)
    throw new Failure('MALFORMED_TASK', 'Not a task: retry_of: is written by POST /api/tasks/{id}/retry alone')
  const missing = { id: idsOf(request).task, user_id: principal.id, created_at: new Date().toISOString() }
  return parseTask({ ...missing, ...fields.data })
}

const TAGGED = {
  headers: IfNoneMatch,
  onSend: tagAnswer,
  responseHeaders: { 200: { etag: 'Changes with the answer.' } },
}

const query = {
  status: z
    .union([TaskStatus, z.array(TaskStatus)])
    .transform((status) => [status].flat())
    .optional()
    .describe('One or several.'),
  type: z.string().max(64).optional(),
  resource_type: z.string().max(64).optional(),
  resource_id: z.string().max(128).optional(),
  team_id: z.string().max(128).optional(),
  user_id: z.string().max(128).optional(),
}

export const taskRoutes = (
  app: FastifyInstance,
  { redis, lanes, asker, requireMaySend, produce }: TaskRoutesDeps,
): void => {
  const listTasks = createTaskList(redis, lanes)
  const visible = async (principal: Principal, id: string): Promise<Task> =>
    (await findVisibleTask(principal, redis, lanes, id)).record

  defineRoute(app, {
    method: 'POST',
    url: '/api/tasks',
    operationId: 'createTask',
    summary: 'Enqueue a task, or see its plan',
    description:
      'The same task sent again is one task. Its id, user and time of creation are filled in where they are left out.',
    tag: 'tasks',
    access: { scope: 'tasks:write' },
    bodyLimit: MAX_TASK_BYTES,
    config: { malformed: 'MALFORMED_TASK' },
    body: TaskRequest,
    failures: ['MALFORMED_TASK', 'UNKNOWN_TASK_TYPE', 'INVALID_PAYLOAD', 'TASK_ID_REUSED'],
    asks: true,
    headers: IdempotencyKey,
    responseHeaders: LOCATION,
    schema: {
      querystring: z.strictObject({ dry_run: flag }),
      response: { 200: Plan, 202: Accepted },
    },
    handler: async (request, reply) => {
      const task = taskOf(request)
      await requireMaySend(request.principal, task)
      if (request.query.dry_run)
        return (await asker.ask({ question: 'plan', data: task.envelope, answer: PlanAnswer })).plan
      const accepted = await produce(task)
      return reply.code(202).header('location', `/api/tasks/${accepted.id}`).send(accepted)
    },
  })

  defineRoute(app, {
    method: 'GET',
    url: '/api/tasks/:id',
    operationId: 'getTask',
    summary: 'How a task stands',
    description:
      'Its steps, what it declared and did, its result or why it failed and what to do about it; which task it retries, and which one retried it.',
    tag: 'tasks',
    access: { scope: 'tasks:read' },
    missing: 'TASK_NOT_FOUND',
    ...TAGGED,
    schema: { params: TaskById, response: { 200: Task, 304: NOT_MODIFIED } },
    handler: async ({ principal, params }) => visible(principal, params.id),
  })

  defineRoute(app, {
    method: 'DELETE',
    url: '/api/tasks/:id',
    operationId: 'cancelTask',
    summary: 'Cancel a task, which undoes what it did',
    description:
      'It is undone by whoever runs it; the answer does not wait for that. Who sent it may, and admins of the team.',
    tag: 'tasks',
    access: { scope: 'tasks:write' },
    missing: 'TASK_NOT_FOUND',
    failures: ['TASK_FINISHED', 'PAST_CANCELLING'],
    schema: { params: TaskById, response: { 202: Cancelling } },
    handler: async ({ principal, params }, reply) => {
      requireMayAct(principal, await visible(principal, params.id), 'cancel')
      return reply.code(202).send(await cancelTask(redis, lanes, params.id))
    },
  })

  defineRoute(app, {
    method: 'GET',
    url: '/api/tasks',
    operationId: 'listTasks',
    summary: 'Tasks, the newest first',
    description: 'With filters. A page may be short, or empty, and have a `next_cursor` all the same.',
    tag: 'tasks',
    access: { scope: 'tasks:read' },
    schema: { querystring: z.strictObject({ ...pageQuery, ...query }), response: { 200: TaskPage } },
    handler: ({ principal, query: { limit, cursor, ...filter } }) => listTasks(principal, filter, { limit, cursor }),
  })

  defineRoute(app, {
    method: 'POST',
    url: '/api/tasks/:id/retry',
    operationId: 'retryTask',
    summary: 'Send a task that failed or was cancelled once more, as a new one',
    description:
      'With the payload and the user that it had. Who sent it may, and admins of the team, if they may still do what it does.',
    tag: 'tasks',
    access: { scope: 'tasks:write' },
    missing: 'TASK_NOT_FOUND',
    failures: ['TASK_NOT_FAILED', 'TASK_ID_REUSED'],
    headers: IdempotencyKey,
    responseHeaders: LOCATION,
    schema: { params: TaskById, response: { 202: Retried } },
    handler: async (request, reply) => {
      const { id } = request.params
      const record = await visible(request.principal, id)
      requireMayAct(request.principal, record, 'retry')
      const task = await retryOf(lanes, record, idsOf(request).task)
      requireMayRun(request.principal, task, await readInventory(redis))
      const accepted = await produce(task)
      await noteRetry(redis, id, accepted.id)
      return reply
        .code(202)
        .header('location', `/api/tasks/${accepted.id}`)
        .send({ ...accepted, retry_of: id })
    },
  })
}
