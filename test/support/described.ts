import addFormats from 'ajv-formats'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { z } from 'zod'

const Content = z.record(z.string(), z.object({ schema: z.unknown() }))
const Operation = z.object({ responses: z.record(z.string(), z.object({ content: Content.optional() })) })
const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) })

/** What a request was answered with. */
export interface Answer {
  readonly method: string
  /** As it was asked for, with its query. */
  readonly address: string
  readonly status: number
  readonly contentType: string | undefined
  /** Undefined for one that is not to be looked into: a stream, or what answers HEAD. */
  readonly body: string | undefined
}

/** Says how an answer differs from what a document describes; undefined when it does not. */
export type Inspector = (answer: Answer) => string | undefined

const PROBLEM = { type: 'application/problem+json', schema: '#/components/schemas/Problem' }
const ID = 'document'

const pointerTo = (...keys: readonly string[]): string =>
  `#/${keys.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

/** Templates as expressions, those without parameters first: `/api/tasks/{id}`. */
const addressesOf = (templates: readonly string[]) =>
  templates
    .toSorted((a, b) => a.split('{').length - b.split('{').length)
    .map((template) => ({ template, form: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))

/** Holds answers against an OpenAPI 3.1 document: each has to have a status and a body that are described. */
export const createInspector = (document: unknown): Inspector => {
  const { paths } = Document.parse(document)
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false })
  addFormats.default(ajv)
  ajv.addSchema(Document.parse(document), ID)
  const compiled = new Map<string, ValidateFunction>()
  const validatorOf = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer)
    if (known !== undefined) return known
    const made = ajv.compile({ $ref: ID + pointer })
    compiled.set(pointer, made)
    return made
  }
  const differs = (pointer: string, body: string): string | undefined => {
    const validate = validatorOf(pointer)
    if (validate(JSON.parse(body))) return undefined
    return `${ajv.errorsText(validate.errors)}: ${body.slice(0, 2_000)}`
  }
  const addresses = addressesOf(Object.keys(paths))

  return ({ method, address, status, contentType, body }) => {
    const [path = ''] = address.split('?', 1)
    const type = contentType?.split(';', 1)[0]
    const at = `${method} ${address} ${status} ${type ?? 'without a type'}`
    const template = addresses.find(({ form }) => form.test(path))?.template
    const name = method === 'HEAD' ? 'get' : method.toLowerCase()
    const described = template === undefined || status === 405 ? undefined : paths[template]?.[name]
    if (template === undefined || described === undefined) {
      if (!path.startsWith('/api')) return undefined // a page, or what belongs to one
      if (type !== PROBLEM.type || status < 400) return `${at}: nothing is described there`
      const wrong = body === undefined ? undefined : differs(PROBLEM.schema, body)
      return wrong === undefined ? undefined : `${at}: ${wrong}`
    }
    const response = described.responses[status]
    if (response === undefined) return `${at}: the status is not described`
    if (body === '' && (response.content === undefined || status === 304)) return undefined
    if (type === undefined || response.content?.[type] === undefined)
      return body === undefined ? undefined : `${at}: the type is not described`
    if (body === undefined || !/[/+]json$/.test(type)) return undefined
    const wrong = differs(
      pointerTo('paths', template, name, 'responses', String(status), 'content', type, 'schema'),
      body,
    )
    return wrong === undefined ? undefined : `${at}: ${wrong}`
  }
}
