import type {
  ContextConfigDefault,
  FastifyContextConfig,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  HTTPMethods,
  LogLevel,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteGenericInterface,
  onSendHookHandler,
  RouteHandlerMethod,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { FailureCode } from '#contract'
import type { Access } from '../access/check.ts'
import type { Tag } from './tags.ts'
import { serializer, validatorOf } from './validate.ts'

/** What comes in and goes out. What comes in is checked by it, what goes out is cut to it, and both are documented by it. */
interface RouteSchema extends FastifySchema {
  readonly params?: z.ZodObject
  readonly querystring?: z.ZodObject
  readonly body?: z.ZodType
  readonly response: Readonly<Record<number, z.ZodType | DescribedResponse>>
}

/** An answer of another type than JSON. */
export interface DescribedResponse {
  readonly description: string
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>
}

/** What the document tells of a route beside its schema. */
export interface RouteDocument {
  /** Headers that the handler reads, in lower case. */
  readonly headers?: z.ZodObject
  /** The body, where the handler checks it by itself. */
  readonly body?: z.ZodType
  /** Headers of the answers of a status. */
  readonly responseHeaders?: Readonly<Record<number, Readonly<Record<string, string>>>>
  /** What the request may fail with, beside what any request may. */
  readonly failures: readonly FailureCode[]
  /** Whether an orchestrator is asked, which may refuse with any failure. */
  readonly asks: boolean
}

declare module 'fastify' {
  interface FastifyContextConfig {
    document?: RouteDocument
    /** What a body that is no JSON fails with. @default INVALID_REQUEST */
    malformed?: FailureCode
  }
}

type Handler<Schema extends FastifySchema> = RouteHandlerMethod<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  RouteGenericInterface,
  ContextConfigDefault,
  Schema,
  ZodTypeProvider
>

interface Route<Schema extends RouteSchema> extends Partial<Omit<RouteDocument, 'responseHeaders'>> {
  readonly method: HTTPMethods
  readonly url: string
  /** Name of the operation in the document and in clients that are made from it. */
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tag: Tag
  /** What is asked of who calls. */
  readonly access: Access | 'public'
  readonly schema: Schema
  readonly responseHeaders?: RouteDocument['responseHeaders']
  /** What a path fails with whose parameters can't be those of anything. @default NOT_FOUND */
  readonly missing?: FailureCode
  readonly config?: FastifyContextConfig
  readonly bodyLimit?: number
  readonly exposeHeadRoute?: boolean
  readonly logLevel?: LogLevel
  readonly onSend?: onSendHookHandler
  /** Answers instead of the problem that a failure is. */
  readonly errorHandler?: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void
  readonly handler: Handler<Schema>
}

/** Adds a route that is checked, typed and documented by its schema. */
export const defineRoute = <const Schema extends RouteSchema>(app: FastifyInstance, route: Route<Schema>): void => {
  const { operationId, summary, description, tag, access, schema, missing, config, handler, ...rest } = route
  const { headers, body, responseHeaders, failures = [], asks = false, ...options } = rest
  const document: RouteDocument = {
    failures: [...failures, ...(missing === undefined ? [] : [missing])],
    asks,
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    ...(responseHeaders === undefined ? {} : { responseHeaders }),
  }
  const described = { operationId, summary, description, tags: [tag] }
  app.withTypeProvider<ZodTypeProvider>().route<RouteGenericInterface, ContextConfigDefault, Schema>({
    ...options,
    schema: { ...schema, ...described },
    config: { ...config, access, document },
    validatorCompiler: validatorOf(missing ?? 'NOT_FOUND'),
    serializerCompiler: serializer,
    handler,
  })
}
