import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { madeFromRoutes } from './openapi.ts'

describe('npm run openapi', () => {
  it('has been run since a route was last changed', async () => {
    for (const [file, text] of await madeFromRoutes()) {
      const written = await readFile(join(import.meta.dirname, '..', file), 'utf8')
      assert.ok(written === text, `${file} is not what the routes make: npm run openapi`)
    }
  })
})
