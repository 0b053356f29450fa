import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { MAX_TASK_BYTES, parseTask, PlanAnswer, type ParsedTask } from '#contract'
import type { Asker } from '../ask.ts'
import { cancelTask } from '../canceller.ts'
import { createProducer } from '../producer.ts'
import { findTask, type Lanes } from '../tasks.ts'
import { parseQuery, parseTaskId } from './query.ts'

interface TaskRoutesDeps {
  readonly redis: Redis
  readonly lanes: Lanes
  readonly asker: Asker
}

interface ById {
  Params: { id: string }
}

const Query = z.strictObject({ dry_run: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false) })
const Body = z.looseObject({})

/** The task in a body. Its id and its time of creation are filled in where they are left out. */
const taskOf = (body: unknown): ParsedTask => {
  const fields = Body.safeParse(body)
  return parseTask(fields.success ? { id: randomUUID(), created_at: new Date().toISOString(), ...fields.data } : body)
}

export const taskRoutes = (app: FastifyInstance, { redis, lanes, asker }: TaskRoutesDeps): void => {
  const produce = createProducer(redis, lanes)

  app.post('/api/tasks', { bodyLimit: MAX_TASK_BYTES }, async (request, reply) => {
    const { dry_run: dryRun } = parseQuery(Query, request.query)
    const task = taskOf(request.body)
    if (dryRun) return (await asker.ask({ question: 'plan', data: task.envelope, answer: PlanAnswer })).plan
    const accepted = await produce(task)
    return reply.code(202).header('location', `/api/tasks/${accepted.id}`).send(accepted)
  })

  app.get<ById>('/api/tasks/:id', async ({ params }) => {
    const { record } = await findTask(redis, lanes, parseTaskId(params.id))
    return record
  })

  app.delete<ById>('/api/tasks/:id', async ({ params }, reply) =>
    reply.code(202).send(await cancelTask(redis, lanes, parseTaskId(params.id))),
  )
}
