import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { SECRETS as ORCHESTRATOR } from '../../orchestrator/src/config.ts'
import { SECRETS as PORTAL_API } from '../../portal-api/src/config.ts'
import { rowsBelow } from './markdown.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/secrets.md'), 'utf8')

describe('docs/secrets.md', () => {
  it('names every variable that is a secret, and whose it is', () => {
    const shown = rowsBelow(page, '## Which there are').flatMap(([cell = '', of = '']) => {
      const [, name] = /^`([A-Z_]+)`/.exec(cell) ?? []
      return name === undefined ? [] : [[name, of]]
    })
    const ofOrchestrator: ReadonlySet<string> = new Set(ORCHESTRATOR)
    const ofPortal: ReadonlySet<string> = new Set(PORTAL_API)
    const owner = (name: string): string => {
      if (ofOrchestrator.has(name)) return ofPortal.has(name) ? 'both' : 'orchestrator'
      return 'portal-api'
    }
    const all = [...new Set([...ofOrchestrator, ...ofPortal])].map((name) => [name, owner(name)])
    assert.deepEqual(shown.sort(), all.sort())
  })
})
