/** The least that takes a task over HTTP: a Fastify route that adds one BullMQ job. */
import { Queue } from 'bullmq'
import fastify from 'fastify'
import { z } from 'zod'
import { jobOptions, QUEUE_PREFIX } from '#contract'
import { redisOf } from './engine.ts'

const Task = z.looseObject({ id: z.string(), type: z.string() })

const queue = new Queue('high', { connection: redisOf(), prefix: QUEUE_PREFIX })
const app = fastify()
app.post('/api/tasks', async ({ body }, reply) => {
  const task = Task.parse(body)
  await queue.add(task.type, task, jobOptions(task.id))
  return reply.code(202).send({ id: task.id })
})
const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${JSON.stringify({ msg: 'listening', url })}\n`)
process.on('SIGTERM', () => process.exit(0))
