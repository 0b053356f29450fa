import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { unconnectedPortal } from '../../scripts/openapi.ts'

const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  description: z.string().min(1),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.unknown(), example: z.unknown().optional() })) })
    .optional(),
  tags: z.array(z.string()).length(1),
  responses: z.record(z.string(), z.looseObject({ description: z.string().min(1) })),
})
const Document = z.looseObject({
  openapi: z.literal('3.1.0'),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
})

const Reference = z.object({ $ref: z.string() })
const WithExamples = z.looseObject({ examples: z.array(z.looseObject({})).min(1) })

describe('the document', () => {
  let portal: Awaited<ReturnType<typeof unconnectedPortal>>
  let app: FastifyInstance
  before(async () => {
    portal = await unconnectedPortal()
    app = portal.app
  })
  after(() => portal[Symbol.asyncDispose]())

  it('is OpenAPI 3.1, tells of every route with a name of its own, and of no other', async () => {
    const response = await app.inject('/openapi.json')
    assert.equal(response.statusCode, 200)
    const { paths, tags } = Document.parse(response.json())
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
    const known = new Set(tags.map(({ name }) => name))
    for (const { operationId, tags: of, responses } of operations) {
      assert.ok(known.has(of.join()), operationId)
      assert.ok('400' in responses && '500' in responses, operationId)
    }
    for (const path of Object.keys(paths)) assert.match(path, /^\/(?:api\/|health$|ready$|metrics$|openapi\.json$)/)
    assert.ok(Object.hasOwn(paths, '/api/tasks/{id}/events'))
  })

  it('has an example of every body, which is one', async () => {
    const document: unknown = (await app.inject('/openapi.json')).json()
    const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false })
    addFormats.default(ajv)
    ajv.addSchema({ ...Document.parse(document), $id: 'document' })
    const { paths } = Document.parse(document)
    for (const [path, operations] of Object.entries(paths))
      for (const [method, { operationId, requestBody }] of Object.entries(operations)) {
        if (requestBody === undefined) continue
        const at = ['paths', path, method, 'requestBody', 'content', 'application/json', 'schema']
        const pointer = at.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
        const validate = ajv.compile({ $ref: `document#/${pointer}` })
        const { schema, example } = requestBody.content['application/json'] ?? assert.fail(operationId)
        const reference = Reference.safeParse(schema).data?.$ref
        // One that is named has its examples with it, wherever it is used.
        const named = reference === undefined ? undefined : ajv.getSchema(`document${reference}`)?.schema
        const { examples } = WithExamples.parse(named ?? { examples: [example] })
        for (const example of examples)
          assert.ok(validate(example), `${operationId}: ${ajv.errorsText(validate.errors)}`)
      }
  })

  it('refers to nothing that is not in it, and holds nothing that nobody refers to', async () => {
    const text = (await app.inject('/openapi.json')).body
    const named = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name))
    const { components } = z
      .looseObject({
        components: z.object({ schemas: z.record(z.string(), z.unknown()), securitySchemes: z.unknown() }),
      })
      .parse(JSON.parse(text))
    assert.deepEqual(Object.keys(components.schemas).sort(), [...named].sort())
  })

  it('is a page too, which loads nothing from elsewhere', async () => {
    const page = await app.inject('/docs')
    assert.deepEqual([page.statusCode, page.headers['content-type']], [200, 'text/html; charset=utf-8'])
    assert.match(String(page.headers['content-security-policy']), /default-src 'self'/)
    const loaded = [...page.body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address ?? '')
    assert.ok(loaded.length > 0)
    for (const address of loaded) {
      assert.match(address, /^\/docs\//)
      assert.equal((await app.inject(address)).statusCode, 200, address)
    }
  })
})
