import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { canSeeEvent, canSeeTask } from '../access/roles.ts'
import { readHistory } from '../events/event-log.ts'
import { storyOfAll } from '../events/follow.ts'
import { pastOf, storyOfTask } from '../events/follow-task.ts'
import type { EventHub } from '../events/hub.ts'
import { sendLive } from '../events/send-live.ts'
import type { StreamEvent } from '../events/stream-event.ts'
import { parseStreamId, type StreamId } from '../events/stream-id.ts'
import { eventStream, LastEventId, NOTHING_MORE } from '../http/event-stream.ts'
import { defineRoute } from '../http/route.ts'
import { TaskById } from '../schemas/task.ts'
import { findVisibleTask } from '../access/visible-task.ts'
import type { Lanes } from '../tasks.ts'

interface EventRoutesDeps {
  readonly redis: Redis
  readonly lanes: Lanes
  readonly hub: EventHub
}

const Query = z.strictObject({
  last_event_id: z.string().optional().describe('As the header Last-Event-ID, for who can’t send headers.'),
})
const Header = z.string().optional()

/** The last event that the client has seen: the header, which a browser sends by itself, before the query. */
const lastSeen = ({ headers }: Pick<FastifyRequest, 'headers'>, asked: string | undefined): StreamId | undefined => {
  const text = Header.parse(headers['last-event-id']) || asked
  return text === undefined || text === '' ? undefined : parseStreamId(text)
}

/** Which events somebody may see at the moment. What can't be read may be anything: it is for admins. */
const seenBy =
  (request: Pick<FastifyRequest, 'principal'>) =>
  (event: StreamEvent): boolean =>
    canSeeEvent(request.principal, event)

const STREAM = {
  method: 'GET',
  tag: 'events',
  access: { scope: 'tasks:read' },
  headers: LastEventId,
  exposeHeadRoute: false, // a HEAD of a stream would never end
} as const

const EVENTS =
  'Each event has the id of the stream, a name and JSON: what happens to a task under its message’s type (`task.progress`), what becomes of a resource under its channel (`sandbox:status`). `gap` says that earlier ones are no longer kept, `dropped` that this reader was too slow: it may come again with the last id that it saw.'

export const eventRoutes = (app: FastifyInstance, { redis, lanes, hub }: EventRoutesDeps): void => {
  defineRoute(app, {
    ...STREAM,
    url: '/api/events',
    operationId: 'followEvents',
    summary: 'What happens, from now on or after the last event that was seen',
    description:
      'As server-sent events; only what one may see. It ends when what one showed does, within five seconds.',
    schema: { querystring: Query, response: { 200: eventStream(EVENTS) } },
    handler: (request, reply) => {
      const after = lastSeen(request, request.query.last_event_id)
      const sees = seenBy(request)
      const live = hub.subscribe(sees)
      sendLive(reply, live, storyOfAll(redis, live, after, sees))
    },
  })

  defineRoute(app, {
    ...STREAM,
    url: '/api/tasks/:id/events',
    operationId: 'followTask',
    summary: 'A task from its beginning to its end',
    description: 'As server-sent events, from the creation of the task however late one comes.',
    missing: 'TASK_NOT_FOUND',
    schema: {
      params: TaskById,
      querystring: Query,
      response: { 200: eventStream(`${EVENTS} The answer ends with the task.`), 204: NOTHING_MORE },
    },
    handler: async (request, reply) => {
      const after = lastSeen(request, request.query.last_event_id)
      const { id } = request.params
      const task = await findVisibleTask(request.principal, redis, lanes, id)
      const live = hub.subscribe((event) => event.taskId === id)
      try {
        const history = await readHistory(redis, id)
        const past = pastOf(task, history, after)
        if (after !== undefined && past.over && !past.gap && past.unseen.length === 0) {
          live.subscription.close()
          return await reply.code(204).send()
        }
        const mayStill = () => canSeeTask(request.principal, task.record)
        sendLive(reply, live, storyOfTask(task, history, after), mayStill)
      } catch (thrown) {
        live.subscription.close()
        throw thrown
      }
    },
  })
}
