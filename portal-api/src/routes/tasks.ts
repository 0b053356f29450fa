import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { Failure, MAX_TASK_BYTES, parseTask, PlanAnswer, type ParsedTask, type TaskRecord } from '#contract'
import type { Principal } from '../access/principal.ts'
import { canSeeTask } from '../access/roles.ts'
import type { Asker } from '../ask.ts'
import { cancelTask } from '../canceller.ts'
import { defineRoute } from '../http/route.ts'
import type { Accepted as ProducedTask } from '../producer.ts'
import { flag } from '../schemas/flag.ts'
import { Accepted, Cancelling, Plan, Task, TaskById, TaskRequest } from '../schemas/task.ts'
import { findTask, type Lanes } from '../tasks.ts'

interface TaskRoutesDeps {
  readonly redis: Redis
  readonly lanes: Lanes
  readonly asker: Asker
  readonly produce: (task: ParsedTask) => Promise<ProducedTask>
}

const Body = z.looseObject({})

/** The task in a body. Its id and its time of creation are filled in where they are left out. */
const taskOf = (body: unknown): ParsedTask => {
  const fields = Body.safeParse(body)
  return parseTask(fields.success ? { id: randomUUID(), created_at: new Date().toISOString(), ...fields.data } : body)
}

export const taskRoutes = (app: FastifyInstance, { redis, lanes, asker, produce }: TaskRoutesDeps): void => {
  /** @throws Failure TASK_NOT_FOUND, also where the principal may not see it */
  const visible = async (principal: Principal, id: string): Promise<TaskRecord> => {
    const { record } = await findTask(redis, lanes, id)
    if (canSeeTask(principal, record)) return record
    throw new Failure('TASK_NOT_FOUND', `There is no task ${JSON.stringify(id)}.`)
  }

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
    handler: async ({ principal, params }) => visible(principal, params.id),
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
    handler: async ({ principal, params }, reply) => {
      await visible(principal, params.id)
      return reply.code(202).send(await cancelTask(redis, lanes, params.id))
    },
  })
}
