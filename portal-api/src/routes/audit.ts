import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { exportAudit, readAudit } from '../audit/read.ts'
import { cursorOf, pageQuery, placeOf } from '../http/page.ts'
import { defineRoute } from '../http/route.ts'
import { AuditItem, auditQuery } from '../schemas/audit.ts'

const AUDIT = { method: 'GET', tag: 'access', access: { scope: 'admin' } } as const
const Place = z.string().regex(/^\d{1,20}-\d{1,20}$/)
const LINES = {
  description: 'A record a line, the oldest first.',
  content: { 'application/x-ndjson': { schema: z.string() } },
}

const sendLines = (reply: FastifyReply, lines: AsyncIterable<string>) =>
  reply.type('application/x-ndjson').send(Readable.from(lines, { objectMode: false }))

/** Who changed what, or tried to. */
export const auditRoutes = (app: FastifyInstance, redis: Redis): void => {
  defineRoute(app, {
    ...AUDIT,
    url: '/api/audit',
    operationId: 'listAudit',
    summary: 'Who changed what, or tried to: the newest first',
    description: 'With a filter a page may be short, or empty, and have a `next_cursor` all the same.',
    schema: {
      querystring: z.strictObject({ ...pageQuery, ...auditQuery }),
      response: { 200: z.object({ items: z.array(AuditItem), next_cursor: z.string().optional() }) },
    },
    handler: async ({ query: { limit, cursor, ...filter } }) => {
      const before = cursor === undefined ? undefined : placeOf(cursor, Place)
      const { items, next } = await readAudit(redis, filter, { limit, before })
      return { items, ...(next === undefined ? {} : { next_cursor: cursorOf(next) }) }
    },
  })

  defineRoute(app, {
    ...AUDIT,
    url: '/api/audit/export',
    operationId: 'exportAudit',
    summary: 'The same as JSON lines, all of it',
    description: 'The oldest first, with the same filters.',
    exposeHeadRoute: false,
    schema: { querystring: z.strictObject(auditQuery), response: { 200: LINES } },
    handler: async (request, reply) => await sendLines(reply, exportAudit(redis, request.query)),
  })
}
