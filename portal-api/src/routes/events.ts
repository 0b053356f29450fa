import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { readHistory } from '../events/event-log.ts'
import { followAll } from '../events/follow.ts'
import { followTask, pastOf } from '../events/follow-task.ts'
import type { EventHub } from '../events/hub.ts'
import { sendEvents } from '../events/send.ts'
import { parseStreamId, type StreamId } from '../events/stream-id.ts'
import { findTask, type Lanes } from '../tasks.ts'
import { parseQuery, parseTaskId } from './query.ts'

interface EventRoutesDeps {
  readonly redis: Redis
  readonly lanes: Lanes
  readonly hub: EventHub
}

interface ById {
  Params: { id: string }
}

const Query = z.strictObject({ last_event_id: z.string().optional() })
const Header = z.string().optional()

/** The last event that the client has seen: the header, which a browser sends by itself, before the query. */
const lastSeen = (request: FastifyRequest): StreamId | undefined => {
  const { last_event_id: asked } = parseQuery(Query, request.query)
  const text = Header.parse(request.headers['last-event-id']) || asked
  return text === undefined || text === '' ? undefined : parseStreamId(text)
}

// A HEAD of a stream would never end.
const STREAM = { exposeHeadRoute: false }

export const eventRoutes = (app: FastifyInstance, { redis, lanes, hub }: EventRoutesDeps): void => {
  app.get('/api/events', STREAM, (request, reply) => {
    const after = lastSeen(request)
    const live = hub.subscribe()
    return sendEvents(reply, live, followAll(redis, live, after))
  })

  app.get<ById>('/api/tasks/:id/events', STREAM, async (request, reply) => {
    const after = lastSeen(request)
    const id = parseTaskId(request.params.id)
    const task = await findTask(redis, lanes, id)
    const live = hub.subscribe((event) => event.taskId === id)
    try {
      const history = await readHistory(redis, id)
      const past = pastOf(task, history, after)
      if (after !== undefined && past.over && !past.gap && past.unseen.length === 0) {
        live.subscription.close()
        return await reply.code(204).send() // tells an EventSource that has seen it all not to come again
      }
      return await sendEvents(reply, live, followTask(live, task, history, after))
    } catch (thrown) {
      live.subscription.close()
      throw thrown
    }
  })
}
