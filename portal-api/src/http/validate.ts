import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { describeIssues, Failure, type FailureCode } from '#contract'

/** What a part of a request fails with. @param missing what a path fails with */
const failureOf = (part: string | undefined, error: z.ZodError, missing: FailureCode): Failure => {
  switch (part) {
    case 'params':
      return new Failure(missing, `Nothing can have this address: ${describeIssues(error)}`)
    case 'body':
      return new Failure('INVALID_BODY', describeIssues(error), { cause: error })
    default:
      return new Failure('INVALID_REQUEST', `The query is wrong: ${describeIssues(error)}`, { cause: error })
  }
}

const zodSchema = (schema: unknown): z.ZodType => {
  if (schema instanceof z.ZodType) return schema
  throw new TypeError('A route has a schema that is none of zod’s.')
}

/** Checks parts of requests by their schemas. @param missing what a path fails with whose parameters can't be right */
export const validatorOf = (missing: FailureCode): FastifySchemaCompiler<unknown> => {
  return ({ schema, httpPart }) => {
    const known = zodSchema(schema)
    return (data) => {
      // Fastify gives null where there is no body.
      const parsed = known.safeParse(httpPart === 'body' && data === null ? undefined : data)
      return parsed.success ? { value: parsed.data } : { error: failureOf(httpPart, parsed.error, missing) }
    }
  }
}

/** Cuts answers to their schemas. */
export const serializer: FastifySerializerCompiler<unknown> = ({ schema, ...route }) =>
  serializerCompiler({ schema: zodSchema(schema), ...route })
