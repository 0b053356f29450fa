import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { z } from 'zod'
import type { DoubleRequest } from './exchange.ts'
import type { DescribedParameter } from './openapi.ts'

const ID = 'contract'

/** What a path, a query or a header gives for a parameter: always text, or nothing. */
const given = (request: DoubleRequest, { name, in: place }: DescribedParameter): string | undefined => {
  if (place === 'path') return request.params[name]
  if (place === 'query') return request.url.searchParams.get(name) ?? undefined
  return z.string().optional().parse(request.headers[name.toLowerCase()])
}

const compiler = (document: object, coerceTypes: boolean | 'array') => {
  const ajv = new Ajv({ strict: false, logger: false, validateSchema: false, allErrors: true, coerceTypes })
  addFormats.default(ajv)
  ajv.addSchema(document, ID)
  const compiled = new Map<string, ValidateFunction>()
  return (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer)
    if (known !== undefined) return known
    const made = ajv.compile({ $ref: ID + encodeURI(pointer) })
    compiled.set(pointer, made)
    return made
  }
}

const problemsOf = (validate: ValidateFunction, value: unknown): string[] => {
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`,
  )
}

// GitHub's alternatives overlap: an error without details is a basic one and one of a rule, and neither is wrong.
const anyOf = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(anyOf)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key === 'oneOf' ? 'anyOf' : key, anyOf(value)]),
  )
}

/** Checks of values against schemas of a document, named by pointers (`#/…`) and compiled when first asked for. */
export function schemasOf(document: unknown) {
  const object = z.looseObject({}).parse(anyOf(document))
  const exact = compiler(object, false)
  const coerced = compiler(object, 'array')
  return {
    problems: (pointer: string, value: unknown): string[] => problemsOf(exact(pointer), value),
    parameterProblems(parameter: DescribedParameter, request: DoubleRequest): string[] {
      const value = given(request, parameter)
      const name = `${parameter.in} parameter ${parameter.name}`
      if (value === undefined) return parameter.required ? [`${name} is missing`] : []
      // Text becomes what its schema asks for only as a property of something.
      return problemsOf(coerced(parameter.schema), value).map((problem) => `${name}${problem}`)
    },
  }
}
