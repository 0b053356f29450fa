import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SetupError } from '../setup/setup-error.ts'
import { filesOf, testFiles } from './files.ts'

describe('the files that are tested', () => {
  it('are those of a folder, however it is written, and what is named as it is', async () => {
    const [of, slashed] = [await filesOf(['scripts/testing', 'no/such.test.ts']), await filesOf(['scripts/testing/'])]
    assert.deepEqual(of.together, ['scripts/testing/files.test.ts', 'no/such.test.ts'])
    assert.deepEqual(slashed.together, ['scripts/testing/files.test.ts'])
    const folder = await mkdtemp(join(tmpdir(), 'slipway-files-'))
    try {
      await assert.rejects(filesOf([folder]), SetupError)
      await mkdir(join(folder, 'below'))
      await writeFile(join(folder, 'below/one.test.ts'), '')
      assert.deepEqual((await filesOf([folder])).together, [join(folder, 'below/one.test.ts')])
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('bear no company where they do not among all', async () => {
    const { alone, together } = await filesOf(['scripts'])
    assert.deepEqual(alone, ['scripts/setup/engine/join.test.ts', 'scripts/test.test.ts'])
    assert.ok(together.includes('scripts/run.test.ts'))
    const all = await testFiles()
    for (const file of alone) assert.ok(all.alone.includes(file) && !all.together.includes(file))
  })
})
