import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { followOutput } from '../agents/follow-output.ts'
import { parsePosition, type Position } from '../agents/output-entry.ts'
import type { OutputHub } from '../agents/output-hub.ts'
import { patiently } from '../agents/patience.ts'
import { findAgent, readOutput } from '../agents/read-agent.ts'
import { sendEvents } from '../events/send.ts'
import type { Lanes } from '../tasks.ts'
import { parseQuery, parseTaskId } from './query.ts'

interface AgentRoutesDeps {
  readonly redis: Redis
  readonly lanes: Lanes
  readonly outputs: OutputHub
  readonly slowMs: number | undefined
}

interface ById {
  Params: { task_id: string }
}

const Query = z.strictObject({ offset: z.string().optional() })
const Header = z.string().optional()

/** How far the client has come: the header, which a browser sends by itself, before the query. */
const positionOf = (request: FastifyRequest): Position => {
  const { offset } = parseQuery(Query, request.query)
  const text = Header.parse(request.headers['last-event-id']) || offset
  return text === undefined || text === '' ? { offset: 0, sawEnd: false } : parsePosition(text)
}

/** What agents do: how their tasks stand, and what their tools print. */
export const agentRoutes = (app: FastifyInstance, { redis, lanes, outputs, slowMs }: AgentRoutesDeps): void => {
  app.get<ById>('/api/agents/:task_id', ({ params }) => findAgent(redis, lanes, parseTaskId(params.task_id)))

  // A HEAD of a stream would never end.
  app.get<ById>('/api/agents/:task_id/output', { exposeHeadRoute: false }, async (request, reply) => {
    const { offset, sawEnd } = positionOf(request)
    const taskId = parseTaskId(request.params.task_id)
    const ending = () => findAgent(redis, lanes, taskId)
    await ending() // it is an agent's
    if (sawEnd && (await readOutput(redis, taskId, offset)).over) return reply.code(204).send() // tells an EventSource that has seen it all not to come again
    const watch = outputs.watch(taskId)
    const { frames, dropped } = patiently(followOutput({ redis, watch, taskId, ending }, offset), slowMs)
    return sendEvents(reply, { subscription: { close: () => watch.close(), dropped } }, frames)
  })
}
