import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseEnv } from 'node:util'
import { Environment as OrchestratorEnvironment, loadConfig as loadOrchestrator } from '../orchestrator/src/config.ts'
import { Environment as PortalEnvironment, loadConfig as loadPortal } from '../portal-api/src/config.ts'

/** Read by the set-up scripts, before there is a schema. */
const OF_SETUP = ['SLIPWAY_NO_INSTALL']

const file = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8')
const variables = parseEnv(file.replaceAll(/^#(?=[A-Z_]+=)/gm, ''))
const required = { APP_IMAGE: 'image' }

describe('.env.example', () => {
  it('has every variable of both processes and of the set-up, once, and no other', () => {
    const schemas = [OrchestratorEnvironment, PortalEnvironment].flatMap(({ shape }) => Object.keys(shape))
    const named = [...file.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name)
    assert.deepEqual(named.sort(), [...new Set([...schemas, ...OF_SETUP])].sort())
  })

  it('sets nothing when it is copied as it is', () => assert.deepEqual(parseEnv(file), {}))

  it('shows the defaults: taken as it stands, it changes nothing', () => {
    assert.deepEqual(loadOrchestrator({ ...variables, ...required }), loadOrchestrator(required))
    assert.deepEqual(loadPortal(variables), loadPortal({}))
  })

  it('shows every default that there is', () => {
    const shown = Object.entries(variables).flatMap(([name, value]) => (value === '' ? [] : [name]))
    const defaults = [loadOrchestratorDefaults(), PortalEnvironment.parse({})].flatMap((parsed) =>
      Object.entries(parsed).flatMap(([name, value]) => (value === undefined || name in required ? [] : [name])),
    )
    assert.deepEqual(shown.sort(), [...new Set(defaults)].sort())
  })

  it('says something of each', () => {
    for (const paragraph of file.split('\n\n')) assert.match(paragraph, /^# /m, paragraph)
  })
})

const loadOrchestratorDefaults = () => OrchestratorEnvironment.parse(required)
