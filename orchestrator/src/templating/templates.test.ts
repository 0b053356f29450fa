import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parse } from 'yaml'
import { composeText, renderCompose } from './render.ts'

const TEMPLATES = new URL('../../../templates/', import.meta.url)
const read = (name: string): Promise<string> => readFile(new URL(name, TEMPLATES), 'utf8')

const KINDS = ['team', 'workspace', 'sandbox', 'agent-compose'] as const

const DIRECTORY = '/srv/slipway/data/sandboxes/shop-blue'
const VALUES = {
  slug: 'shop-blue',
  host: 'shop-blue.sandbox.example.org',
  image: 'shop:1',
  database_dir: `${DIRECTORY}/database`,
  checkout_dir: `${DIRECTORY}/checkout`,
  branch: 'sandbox/shop-blue',
  client_id: '7e6a4c1e-3f0f-4a43-9d65-3b0c53a2d6f1',
  tenant_id: '0d4e9d32-0f0b-4d58-8f5c-9c1d8f6d6a4b',
  callback_url: 'https://shop-blue.sandbox.example.org/api/auth/callback',
  workspace_slug: 'shop',
  kanban_api_url: 'https://board.example.org/api',
  llm_provider: 'anthropic',
  work_dir: `${DIRECTORY}/agent`,
  secrets_dir: `${DIRECTORY}/.secrets`,
}

/** What a container's environment can hold: see slots.ts. */
const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed())
const hostile = fc.constantFrom(
  '"',
  "'",
  '\n    privileged: true\n',
  '{{ 7 * 7 }}',
  '${HOME}',
  '$(id)',
  '*x',
  '!!int 1',
  '0123',
  'null',
  ': ',
  ' #',
  '- a',
  '`) || Host(`x',
)
const anyText = fc.oneof(
  text,
  hostile,
  fc.tuple(text, hostile, text).map((parts) => parts.join('')),
)
// A mount's path and a router's name are checked by meaning: they vary within what the names of resources allow.
const name = fc.stringMatching(/^[a-z0-9]{3,20}$/)
const anyValues = fc.record({
  slug: name,
  host: anyText,
  image: anyText.filter((image) => image !== ''),
  database_dir: name.map((part) => `${DIRECTORY}/${part}`),
  checkout_dir: name.map((part) => `${DIRECTORY}/${part}`),
  branch: anyText,
  client_id: anyText,
  tenant_id: anyText,
  callback_url: anyText,
  workspace_slug: anyText,
  kanban_api_url: anyText,
  llm_provider: anyText,
  work_dir: name.map((part) => `${DIRECTORY}/${part}`),
  secrets_dir: name.map((part) => `${DIRECTORY}/${part}`),
})

/** A template's document with its values named instead of filled in, then filled in by hand: what rendering must come to. */
function filled(document: unknown, values: Readonly<Record<string, string>>): unknown {
  const fill = (scalar: string): string =>
    scalar.replace(/<<(\w+)>>/g, (_, key: string) => values[key] ?? assert.fail(key))
  if (typeof document === 'string') return fill(document)
  if (Array.isArray(document)) return document.map((item) => filled(item, values))
  if (typeof document !== 'object' || document === null) return document
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [fill(key), filled(value, values)]))
}

const base = (source: string): unknown => parse(source.replace(/\{\{ (\w+) \}\}/g, '<<$1>>'))

for (const kind of KINDS) {
  describe(`templates/${kind}.yml.j2`, async () => {
    const source = await read(`${kind}.yml.j2`)

    it('renders as its fixture shows', async () => {
      assert.equal(composeText(renderCompose(source, VALUES, DIRECTORY)), await read(`fixtures/${kind}.yml`))
    })

    it('differs only in its scalars, whatever the values hold', () => {
      fc.assert(
        fc.property(anyValues, (values) => {
          const file = renderCompose(source, values, DIRECTORY)
          assert.deepEqual(file, filled(base(source), values))
          const text = composeText(file)
          assert.deepEqual(parse(text.replaceAll('$$', '$')), file)
        }),
        { numRuns: 200 },
      )
    })
  })
}
