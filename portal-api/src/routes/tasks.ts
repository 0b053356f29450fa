import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { MAX_TASK_BYTES, parseTask, PlanAnswer, type ParsedTask } from '#contract'
import type { Asker } from '../ask.ts'
import { cancelTask } from '../canceller.ts'
import { defineRoute } from '../http/route.ts'
import { createProducer } from '../producer.ts'
import { flag } from '../schemas/flag.ts'
import { Accepted, Cancelling, Plan, Task, TaskById, TaskRequest } from '../schemas/task.ts'
import { findTask, type Lanes } from '../tasks.ts'

interface TaskRoutesDeps {
  readonly redis: Redis
  readonly lanes: Lanes
  readonly asker: Asker
}

const Body = z.looseObject({})

/** The task in a body. Its id and its time of creation are filled in where they are left out. */
const taskOf = (body: unknown): ParsedTask => {
  const fields = Body.safeParse(body)
  return parseTask(fields.success ? { id: randomUUID(), created_at: new Date().toISOString(), ...fields.data } : body)
}

export const taskRoutes = (app: FastifyInstance, { redis, lanes, asker }: TaskRoutesDeps): void => {
  const produce = createProducer(redis, lanes)

  defineRoute(app, {
    method: 'POST',
    url: '/api/tasks',
    operationId: 'createTask',
    summary: 'Enqueue a task, or see its plan',
    description:
      'The same task sent again is one task. Its id and time of creation are filled in where they are left out.',
    tag: 'tasks',
    access: { scope: 'tasks:write' },
    bodyLimit: MAX_TASK_BYTES,
    config: { malformed: 'MALFORMED_TASK' },
    body: TaskRequest,
    failures: ['MALFORMED_TASK', 'UNKNOWN_TASK_TYPE', 'INVALID_PAYLOAD', 'TASK_ID_REUSED'],
    asks: true,
    responseHeaders: { 202: { location: 'Address of the task.' } },
    schema: {
      querystring: z.strictObject({ dry_run: flag }),
      response: { 200: Plan, 202: Accepted },
    },
    handler: async ({ query, body }, reply) => {
      const task = taskOf(body)
      if (query.dry_run) return (await asker.ask({ question: 'plan', data: task.envelope, answer: PlanAnswer })).plan
      const accepted = await produce(task)
      return reply.code(202).header('location', `/api/tasks/${accepted.id}`).send(accepted)
    },
  })

  defineRoute(app, {
    method: 'GET',
    url: '/api/tasks/:id',
    operationId: 'getTask',
    summary: 'How a task stands',
    tag: 'tasks',
    access: { scope: 'tasks:read' },
    missing: 'TASK_NOT_FOUND',
    schema: { params: TaskById, response: { 200: Task } },
    handler: async ({ params }) => (await findTask(redis, lanes, params.id)).record,
  })

  defineRoute(app, {
    method: 'DELETE',
    url: '/api/tasks/:id',
    operationId: 'cancelTask',
    summary: 'Cancel a task, which undoes what it did',
    tag: 'tasks',
    access: { scope: 'tasks:write' },
    missing: 'TASK_NOT_FOUND',
    failures: ['TASK_FINISHED', 'PAST_CANCELLING'],
    schema: { params: TaskById, response: { 202: Cancelling } },
    handler: async ({ params }, reply) => reply.code(202).send(await cancelTask(redis, lanes, params.id)),
  })
}
