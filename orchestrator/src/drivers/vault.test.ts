import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { createVault, loadVaultKey } from './vault.ts'

describe('vault', () => {
  const vault = createVault(randomBytes(32))
  const unreadable = { code: 'SECRET_UNREADABLE' }

  it('opens what it sealed, whatever text and context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        assert.equal(vault.open(vault.seal(text, context), context), text)
      }),
    )
  })

  it('seals to a versioned text that differs each time and holds nothing of the secret', () => {
    const sealed = [vault.seal('swordfish', 'a'), vault.seal('swordfish', 'a')]
    assert.notEqual(sealed[0], sealed[1])
    for (const text of sealed) {
      assert.match(text, /^v1\.[A-Za-z0-9_-]+$/)
      assert.equal(Buffer.from(text.slice(3), 'base64url').includes('swordfish'), false)
    }
  })

  it('refuses another context, another key, another version and no sealed text at all', () => {
    const sealed = vault.seal('swordfish', 'a')
    assert.throws(() => vault.open(sealed, 'b'), unreadable)
    assert.throws(() => createVault(randomBytes(32)).open(sealed, 'a'), unreadable)
    for (const other of [sealed.replace('v1', 'v2'), '', 'v1.', 'v1.AAAA', 'swordfish', `${sealed}\n`]) {
      assert.throws(() => vault.open(other, 'a'), unreadable)
    }
  })

  it('refuses a sealed text with any bit changed or any end cut off', () => {
    const bytes = Buffer.from(vault.seal('swordfish', 'a').slice(3), 'base64url')
    const open = (changed: Buffer) => () => vault.open(`v1.${changed.toString('base64url')}`, 'a')
    assert.equal(open(bytes)(), 'swordfish')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      assert.throws(open(changed), unreadable)
    }
    for (let length = 0; length < bytes.length; length += 1) assert.throws(open(bytes.subarray(0, length)), unreadable)
  })
})

describe('loadVaultKey', () => {
  let dataDir = ''
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'slipway-vault-'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  it('takes the key of the environment and makes no file', async () => {
    const key = randomBytes(32)
    assert.deepEqual(await loadVaultKey(dataDir, key.toString('base64')), key)
    assert.deepEqual(await readdir(dataDir), [])
  })

  it('refuses an environment that holds no 32 bytes in base64', async () => {
    for (const wrong of ['', 'x', randomBytes(31).toString('base64'), randomBytes(33).toString('base64')]) {
      await assert.rejects(loadVaultKey(dataDir, wrong), { code: 'CONFIG_INVALID' })
    }
  })

  it('makes a key once, readable by its user only, and clears what a killed process left', async () => {
    await writeFile(join(dataDir, 'secret.key.0.tmp'), 'half')
    const key = await loadVaultKey(dataDir)
    assert.equal(key.length, 32)
    assert.deepEqual(await loadVaultKey(dataDir), key)
    assert.deepEqual(await readdir(dataDir), ['secret.key'])
    assert.equal((await stat(join(dataDir, 'secret.key'))).mode & 0o777, 0o600)
  })

  it('refuses a damaged key file and leaves it as it is', async () => {
    await writeFile(join(dataDir, 'secret.key'), 'not a key')
    await assert.rejects(loadVaultKey(dataDir), { code: 'SECRET_UNREADABLE' })
    assert.equal(await readFile(join(dataDir, 'secret.key'), 'utf8'), 'not a key')
  })

  it('lets processes that start at once agree on one key', async () => {
    const module = new URL('vault.ts', import.meta.url).href
    const script = `const { loadVaultKey } = await import(${JSON.stringify(module)})
      console.log((await loadVaultKey(process.argv[1])).toString('base64'))`
    const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, dataDir])
    const keys = (await Promise.all([run(), run(), run(), run()])).map(({ stdout }) => stdout)
    assert.equal(new Set(keys).size, 1)
    assert.equal((await loadVaultKey(dataDir)).toString('base64'), keys[0]?.trim())
    assert.deepEqual(await readdir(dataDir), ['secret.key'])
  })
})
