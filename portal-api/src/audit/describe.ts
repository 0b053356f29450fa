import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { withoutCredentials, type FailureCode } from '#contract'
import { pathOf } from '../http/path.ts'
import type { AuditRecord, BegunRecord } from './record.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request failed with. */
    failure: FailureCode | undefined
  }
  interface FastifyContextConfig {
    /** Reading it is audited as well. */
    audited?: boolean
  }
}

const MOST_TEXT = 200

/** Of a body, only what names something: none of these is ever a secret. */
const NAMES = [
  ...['id', 'type', 'name', 'slug', 'team_id', 'team_slug', 'user_id', 'owner_id', 'template_repo'],
  ...['workspace_id', 'workspace_slug', 'sandbox_id', 'sandbox_slug'],
]
const Body = z.record(z.string(), z.unknown()).catch({})
const Operation = z.object({ operationId: z.string() })
const Location = z
  .string()
  .regex(/^\/api\/tasks\/[\w-]+$/)
  .transform((path) => path.slice('/api/tasks/'.length))
const TaskInPath = z.object({ id: z.string() })

const shortened = (text: string): string => withoutCredentials(text).slice(0, MOST_TEXT)

const namesIn = (body: unknown): Record<string, string> => {
  const fields = Body.parse(body)
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = fields[name]
      return typeof value === 'string' ? [[name, shortened(value)]] : []
    }),
  )
}

/** `createTeam` is the action `team.create`. */
const actionOf = ({ method, routeOptions: { schema } }: FastifyRequest): string => {
  const operation = Operation.safeParse(schema)
  const [, verb = '', thing = ''] = /^([a-z]+)([A-Z]\w*)$/.exec(operation.data?.operationId ?? '') ?? []
  return verb === '' ? `http.${method.toLowerCase()}` : `${thing.charAt(0).toLowerCase()}${thing.slice(1)}.${verb}`
}

/** The task that a request is about. */
const taskIn = ({ routeOptions: { url }, params }: FastifyRequest): string | undefined =>
  url?.startsWith('/api/tasks/:id') === true ? TaskInPath.safeParse(params).data?.id : undefined

const aboutTask = (id: string | undefined): Pick<BegunRecord, 'task_id'> =>
  id === undefined ? {} : { task_id: shortened(id) }

/** What the audit keeps of a request before it is answered. */
export const describeRequest = (request: FastifyRequest): BegunRecord => {
  const { principal, body, ip, id } = request
  return {
    at: new Date().toISOString(),
    actor: { id: principal.id, kind: principal.kind, name: principal.name },
    action: actionOf(request),
    target: pathOf(request),
    about: { ...namesIn(Body.parse(body)['payload']), ...namesIn(body) },
    ip,
    ...aboutTask(taskIn(request)),
    request_id: id,
  }
}

/** What it keeps of a request and its answer. */
export const describeAnswer = (request: FastifyRequest, reply: FastifyReply): AuditRecord => {
  const { failure } = request
  const sent = Location.safeParse(reply.getHeader('location'))
  return {
    ...describeRequest(request),
    result: { status: reply.statusCode, ...(failure === undefined ? {} : { code: failure }) },
    ...aboutTask(sent.success ? sent.data : taskIn(request)),
  }
}
