import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { FAILURES } from '#contract'
import { ERRORS_PAGE, errorsPage } from './errors.ts'

describe('docs/errors.md', () => {
  it('has a line for every code, and for no other', async () => {
    const page = await readFile(ERRORS_PAGE, 'utf8')
    const codes = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code)
    assert.deepEqual(codes.sort(), Object.keys(FAILURES).sort())
  })

  it('is what node scripts/errors.ts writes', async () => {
    assert.equal(await readFile(ERRORS_PAGE, 'utf8'), await errorsPage())
  })
})
