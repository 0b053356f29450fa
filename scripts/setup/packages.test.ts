import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { upstreamMajor } from './apt.ts'
import { TEST_NEEDS, type Need } from './needs.ts'
import { ensurePackages } from './packages.ts'
import { SetupError } from './setup-error.ts'

const { signal } = new AbortController()
const absent = (name: string): Need => ({
  name,
  met: () => Promise.resolve(false),
  packages: [`${name}-package`],
  elsewhere: `get ${name} somewhere`,
})

describe('what the machine needs', () => {
  const before = process.env['SLIPWAY_NO_INSTALL']
  beforeEach(() => {
    process.env['SLIPWAY_NO_INSTALL'] = '1'
  })
  afterEach(() => {
    if (before === undefined) delete process.env['SLIPWAY_NO_INSTALL']
    else process.env['SLIPWAY_NO_INSTALL'] = before
  })

  it('is met on the machine on which the tests run', async () => {
    await ensurePackages(TEST_NEEDS, signal)
  })

  it('is named in one message, everything at once, when installing is forbidden', async () => {
    await assert.rejects(ensurePackages([absent('one'), ...TEST_NEEDS, absent('two')], signal), (error) => {
      assert.ok(error instanceof SetupError)
      assert.match(error.message, /SLIPWAY_NO_INSTALL=1/)
      assert.match(error.message, /one .*get one somewhere .*apt-get install one-package/)
      assert.match(error.message, /two .*get two somewhere .*apt-get install two-package/)
      assert.equal(error.message.split('\n').length, 4)
      return true
    })
  })

  it('compares the version of the software, not that of the package', () => {
    const versions = ['2.26.1-4', '5:2.26.1~ds1-1', '1.29.2-3']
    assert.deepEqual(versions.map(upstreamMajor), [2, 2, 1])
  })
})
