import { STATUS_CODES } from 'node:http'
import swagger, { type SwaggerTransform, type SwaggerTransformObject } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problemResponses } from './problem-responses.ts'
import { usedSchemas } from './prune.ts'
import { defineRoute, type DescribedResponse } from './route.ts'
import { TAGS } from './tags.ts'

const INFO = {
  title: 'Slipway',
  version: '1.0.0',
  description:
    'Provisions teams, workspaces and sandboxes. What changes something is answered with 202 and a task, whose events tell how it goes; `?dry_run=true` shows its plan instead. Errors are problems (RFC 9457) with a stable code and a remedy.',
}

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of this portal-api, one of /api/tokens, or a JWT.',
  },
  session: { type: 'apiKey', in: 'cookie', name: 'slipway_session', description: 'What POST /api/session sets.' },
} as const

const Responses = z.record(z.string(), z.looseObject({}))
type Answer = z.ZodType | DescribedResponse

/** Every answer with a description of its own: a reference to a schema can't have one. */
const withDescription = (status: string, answer: Answer): Answer =>
  answer instanceof z.ZodType && !(answer instanceof z.ZodUndefined)
    ? {
        description: answer.description ?? STATUS_CODES[status] ?? status,
        content: { 'application/json': { schema: answer } },
      }
    : answer

const Answers = z.record(z.string(), z.custom<Answer>())

/** A route in the document; one that tells nothing of itself is not in it. */
const transform: SwaggerTransform = (given) => {
  const { url, route } = given
  const { document: told, access, malformed } = route.config ?? {}
  if (told === undefined) return { schema: { hide: true }, url }
  const isPublic = access === 'public'
  const schema = { ...(told.body === undefined ? {} : { body: told.body }), ...given.schema }
  const answers = Object.entries(Answers.parse(schema.response)).map(
    ([status, answer]) => [status, withDescription(status, answer)] as const,
  )
  const transformed = jsonSchemaTransform({
    ...given,
    schema: {
      ...schema,
      ...(told.headers === undefined ? {} : { headers: told.headers }),
      ...(isPublic ? { security: [] } : { security: [{ bearer: [] }, { session: [] }] }),
      ...(access === undefined || isPublic ? {} : { 'x-scope': access.scope }),
      response: {
        ...Object.fromEntries(answers),
        ...problemResponses({ ...told, isPublic, hasBody: schema.body !== undefined, malformed }),
      },
    },
  })
  const responses = Responses.parse(transformed.schema.response)
  for (const [status, headers] of Object.entries(told.responseHeaders ?? {})) {
    const described = Object.entries(headers).map(
      ([name, description]) => [name, { type: 'string', description }] as const,
    )
    responses[status] = { ...responses[status], headers: Object.fromEntries(described) }
  }
  return { ...transformed, schema: { ...transformed.schema, response: responses } }
}

const transformObject: SwaggerTransformObject = (given) => {
  const document = jsonSchemaTransformObject(given)
  const schemas = 'components' in document ? (document.components.schemas ?? {}) : {}
  // Each is made for requests and for answers, and most are used in one of them.
  const used = usedSchemas(document.paths, schemas)
  for (const name of Object.keys(schemas)) if (!used.has(name)) Reflect.deleteProperty(schemas, name)
  return document
}

/** Gathers what the routes tell of themselves. It has to be there before they are. */
export const gatherDocument = (app: FastifyInstance): void => {
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: INFO,
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    convertConstToEnum: false,
    transform,
    transformObject,
  })
}

/** What the page may load: itself, and the images that its style sheet holds. It styles some of its parts as it runs. */
const PAGE_MAY_LOAD = {
  'default-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'object-src': "'none'",
  'base-uri': "'self'",
  'frame-ancestors': "'none'",
}

/** The document as OpenAPI, and as a page that loads nothing from elsewhere. */
export const documentRoutes = (app: FastifyInstance): void => {
  defineRoute(app, {
    method: 'GET',
    url: '/openapi.json',
    operationId: 'getDocument',
    summary: 'This document',
    description: 'OpenAPI 3.1, made from the schemas that check requests. /docs shows it.',
    tag: 'about',
    access: 'public',
    schema: { response: { 200: z.record(z.string(), z.unknown()).describe('OpenAPI 3.1') } },
    handler: () => ({ ...app.swagger() }),
  })
  void app.register(async (page) => {
    page.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' }
    })
    await page.register(swaggerUi, { routePrefix: '/docs', staticCSP: PAGE_MAY_LOAD })
  })
}
