import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { TaskId } from '#contract'
import { canSeeTask } from '../access/roles.ts'
import { findVisibleTask } from '../access/visible-task.ts'
import { followOutput } from '../agents/follow-output.ts'
import { parsePosition, type Position } from '../agents/output-entry.ts'
import type { OutputHub } from '../agents/output-hub.ts'
import { patiently } from '../agents/patience.ts'
import { findAgent, readOutput } from '../agents/read-agent.ts'
import { sendEvents } from '../events/send.ts'
import { eventStream, LastEventId, NOTHING_MORE } from '../http/event-stream.ts'
import { defineRoute } from '../http/route.ts'
import { Agent } from '../schemas/agent.ts'
import type { Lanes } from '../tasks.ts'

interface AgentRoutesDeps {
  readonly redis: Redis
  readonly lanes: Lanes
  readonly outputs: OutputHub
  readonly slowMs: number | undefined
}

const ById = z.object({ task_id: TaskId })
const Query = z.strictObject({ offset: z.string().optional().describe('Bytes of the output that were seen.') })
const Header = z.string().optional()

/** How far the client has come: the header, which a browser sends by itself, before the query. */
const positionOf = ({ headers }: Pick<FastifyRequest, 'headers'>, offset: string | undefined): Position => {
  const text = Header.parse(headers['last-event-id']) || offset
  return text === undefined || text === '' ? { offset: 0, sawEnd: false } : parsePosition(text)
}

const AGENT = { method: 'GET', tag: 'agents', access: { scope: 'tasks:read' }, missing: 'TASK_NOT_FOUND' } as const

const OUTPUT =
  'Events `output` with `{start, end, text}` (offsets in bytes, whole lines, without credentials), `gap`, and `end` with the agent when its task has ended.'

/** What agents do: how their tasks stand, and what their tools print. */
export const agentRoutes = (app: FastifyInstance, { redis, lanes, outputs, slowMs }: AgentRoutesDeps): void => {
  defineRoute(app, {
    ...AGENT,
    url: '/api/agents/:task_id',
    operationId: 'getAgent',
    summary: 'How an agent’s task stands',
    description:
      'What it is about, where it runs, how many turns it took and what it cost so far; in the end its result.',
    schema: { params: ById, response: { 200: Agent } },
    handler: async ({ principal, params }) => {
      await findVisibleTask(principal, redis, lanes, params.task_id)
      return findAgent(redis, lanes, params.task_id)
    },
  })

  defineRoute(app, {
    ...AGENT,
    url: '/api/agents/:task_id/output',
    operationId: 'followOutput',
    summary: 'What an agent’s tool prints',
    description:
      'As server-sent events, from the first line or after `offset`, to the end of the task. A reader that takes too little is dropped and may come again.',
    headers: LastEventId,
    exposeHeadRoute: false, // a HEAD of a stream would never end
    schema: { params: ById, querystring: Query, response: { 200: eventStream(OUTPUT), 204: NOTHING_MORE } },
    handler: async (request, reply) => {
      const { offset, sawEnd } = positionOf(request, request.query.offset)
      const taskId = request.params.task_id
      const { record } = await findVisibleTask(request.principal, redis, lanes, taskId)
      const ending = () => findAgent(redis, lanes, taskId)
      await ending() // it is an agent's
      if (sawEnd && (await readOutput(redis, taskId, offset)).over) return reply.code(204).send()
      const watch = outputs.watch(taskId)
      const { frames, dropped } = patiently(followOutput({ redis, watch, taskId, ending }, offset), slowMs)
      const mayStill = () => canSeeTask(request.principal, record)
      sendEvents(reply, { close: () => watch.close(), dropped }, frames, mayStill)
    },
  })
}
