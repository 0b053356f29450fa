import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Failure } from '#contract'
import { keptToken } from './token.ts'

describe('keptToken', () => {
  let directory: string
  before(async () => (directory = await mkdtemp(join(tmpdir(), 'slipway-token-'))))
  after(() => rm(directory, { recursive: true }))

  it('makes one token however many ask at once, readable by its owner alone, and keeps it', async () => {
    const dataDir = join(directory, 'data')
    const tokens = await Promise.all(Array.from({ length: 20 }, () => keptToken(dataDir)))
    assert.equal(new Set(tokens).size, 1)
    assert.match(tokens[0] ?? '', /^[\w-]{43}$/)
    assert.equal((await readFile(join(dataDir, 'portal-token'), 'utf8')).trim(), tokens[0])
    assert.equal((await stat(join(dataDir, 'portal-token'))).mode & 0o777, 0o600)
    assert.deepEqual(await readdir(dataDir), ['portal-token'])
    assert.equal(await keptToken(dataDir), tokens[0])
  })

  it('refuses an empty file', async () => {
    await writeFile(join(directory, 'portal-token'), '\n')
    await assert.rejects(
      keptToken(directory),
      (thrown) => thrown instanceof Failure && thrown.code === 'CONFIG_INVALID',
    )
  })
})
