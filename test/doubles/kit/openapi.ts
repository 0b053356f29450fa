import { z } from 'zod'

const Reference = z.object({ $ref: z.string() })
const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch'])
const record = z.record(z.string(), z.unknown())

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  'x-multi-segment': z.boolean().default(false),
})
const Body = z.object({ required: z.boolean().default(false), content: record })
const Response = z.object({ content: record.optional() })
const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
  responses: record,
})

/** A parameter, with a pointer to its schema. */
export interface DescribedParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: string
}

/** An operation. Schemas are pointers into the document (`#/…`); the answer to a status without a body is 'empty'. */
export interface Described {
  readonly method: string
  /** Template in which `{+name}` may span several segments. */
  readonly path: string
  readonly parameters: readonly DescribedParameter[]
  readonly body: { readonly required: boolean; readonly schema: string } | undefined
  readonly answers: ReadonlyMap<string, string>
}

const step = (pointer: string, ...keys: readonly (string | number)[]): string =>
  [pointer, ...keys.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/')

function at(document: unknown, pointer: string): unknown {
  const keys = pointer.slice(2).split('/')
  return keys.reduce<unknown>((value, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~')
    const found = Array.isArray(value) ? z.array(z.unknown()).parse(value)[Number(name)] : record.parse(value)[name]
    if (found === undefined) throw new Error(`${pointer} points to nothing`)
    return found
  }, document)
}

/** Where a value stands after its references, and the value. */
function resolve(document: unknown, pointer: string): { pointer: string; value: unknown } {
  const value = at(document, pointer)
  const reference = Reference.safeParse(value)
  return reference.success ? resolve(document, reference.data.$ref) : { pointer, value }
}

/** The JSON among the media types of a content, as a pointer to its schema. */
function schemaIn(pointer: string, content: Readonly<Record<string, unknown>>): string {
  const type = ['application/json', ...Object.keys(content)].find((each) => each in content && /[/+]json/.test(each))
  const media = type ?? Object.keys(content)[0]
  if (media === undefined) throw new Error(`${pointer} describes no media type`)
  return step(pointer, 'content', media, 'schema')
}

function describe(document: unknown, path: string, method: string): [string, Described] {
  const item = step('#/paths', path)
  const own = step(item, method)
  const operation = Operation.parse(at(document, own))
  const shared = z
    .array(z.unknown())
    .default([])
    .parse(record.parse(at(document, item))['parameters'])
  const parameters = [
    ...shared.map((_, index) => step(item, 'parameters', index)),
    ...operation.parameters.map((_, index) => step(own, 'parameters', index)),
  ].map((each) => {
    const { pointer, value } = resolve(document, each)
    return { ...Parameter.parse(value), schema: step(pointer, 'schema') }
  })
  const answers = Object.keys(operation.responses).map((status): [string, string] => {
    const { pointer, value } = resolve(document, step(own, 'responses', status))
    const { content } = Response.parse(value)
    return [status, content === undefined ? 'empty' : schemaIn(pointer, content)]
  })
  const body = operation.requestBody === undefined ? undefined : resolve(document, step(own, 'requestBody'))
  const { required, content } = body === undefined ? { required: false, content: {} } : Body.parse(body.value)
  return [
    operation.operationId,
    {
      method: method.toUpperCase(),
      path: parameters
        .filter((each) => each['x-multi-segment'])
        .reduce((template, { name }) => template.replace(`{${name}}`, `{+${name}}`), path),
      parameters,
      body: body === undefined ? undefined : { required, schema: schemaIn(body.pointer, content) },
      answers: new Map(answers),
    },
  ]
}

/** Every operation of an OpenAPI 3.0 document, by its operationId. @throws Error when the document is none */
export function describedOperations(document: unknown): ReadonlyMap<string, Described> {
  const { paths } = z.object({ paths: z.record(z.string(), record) }).parse(document)
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => METHODS.has(method))
        .map((method) => describe(document, path, method)),
    ),
  )
}
