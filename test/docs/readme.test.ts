import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { CONTRACTS } from '#contract'
import { Environment as OrchestratorEnvironment } from '../../orchestrator/src/config.ts'
import { Environment as PortalEnvironment } from '../../portal-api/src/config.ts'
import { rowsBelow } from './markdown.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const readme = read('README.md')

/** Read by the set-up scripts, before there is a schema. */
const OF_SETUP = ['SLIPWAY_NO_INSTALL']

const code = (cell = ''): string => cell.replaceAll('`', '')

describe('README.md', () => {
  const variables = rowsBelow(readme, '## Variables').map(([name, value, of = '']) => ({
    name: code(name),
    value: code(value),
    of,
  }))
  const ofSchema = (shape: object, process: string): void => {
    const named = variables.filter(({ of }) => of === 'both' || of === process).map(({ name }) => name)
    assert.deepEqual(named.sort(), Object.keys(shape).sort())
  }

  it('names every variable of each process, and no other', () => {
    ofSchema(OrchestratorEnvironment.shape, 'orchestrator')
    ofSchema(PortalEnvironment.shape, 'portal-api')
    const others = variables.filter(({ of }) => !['both', 'orchestrator', 'portal-api'].includes(of))
    assert.deepEqual(
      others.map(({ name }) => name),
      OF_SETUP,
    )
  })

  it('gives the defaults that .env.example gives', () => {
    const example = parseEnv(read('.env.example').replaceAll(/^#(?=[A-Z_]+=)/gm, ''))
    assert.deepEqual(Object.fromEntries(variables.map(({ name, value }) => [name, value])), { ...example })
  })

  it('gives the defaults that the schemas have', () => {
    const set = Object.fromEntries(variables.flatMap(({ name, value }) => (value === '' ? [] : [[name, value]])))
    const required = { APP_IMAGE: 'image' }
    assert.deepEqual(
      OrchestratorEnvironment.parse({ ...set, ...required }),
      OrchestratorEnvironment.parse({ ...required }),
    )
    assert.deepEqual(PortalEnvironment.parse(set), PortalEnvironment.parse({}))
  })

  it('names every task with its lane and the fields of its payload', () => {
    const shown = rowsBelow(readme, '## The tasks').map(([type, lane, , payload = '']) => ({
      type: code(type),
      lane: lane ?? '',
      fields: payload.split(', ').map(code).sort(),
    }))
    const real = Object.values(CONTRACTS).map(({ type, lane, payload }) => ({ type, lane, fields: fieldsOf(payload) }))
    const byType = (a: { type: string }, b: { type: string }): number => a.type.localeCompare(b.type)
    assert.deepEqual(shown.sort(byType), real.sort(byType))
  })

  it('shows commands that there are', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')))
    const shown = [...readme.matchAll(/^npm (?:run )?([a-z]+) /gm)].map(([, name]) => name)
    assert.deepEqual(shown.sort(), Object.keys(scripts).sort())
  })
})

const Payload = z.object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()) })

/** Names of a payload's fields, the optional ones with a question mark. */
function fieldsOf(schema: z.ZodType): string[] {
  const { properties, required } = Payload.parse(z.toJSONSchema(schema, { io: 'input' }))
  return Object.keys(properties)
    .map((field) => (required.includes(field) ? field : `${field}?`))
    .sort()
}
