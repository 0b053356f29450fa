import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { checkedUrl, findTarget, settingsPath, type Environment } from './config.ts'
import { readSettings, removeSettings, writeSettings } from './settings-file.ts'

describe('which portal-api is talked to, and as whom', () => {
  let folder = ''
  let env: Environment = {}
  let checkout = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-config-'))
    env = { XDG_CONFIG_HOME: folder }
    checkout = join(folder, 'portal-token')
    await writeFile(checkout, 'of-the-checkout\n')
  })
  after(() => rm(folder, { recursive: true }))
  beforeEach(() => removeSettings(settingsPath(env)))

  const refused = (code: string) => (thrown: unknown) =>
    thrown instanceof Error && 'code' in thrown && thrown.code === code

  it('is that of the checkout where nothing else is said', async () => {
    const { url, token, tokenFrom, tokenIsGiven } = await findTarget({}, env, checkout)
    assert.deepEqual([url, token, tokenFrom], ['http://127.0.0.1:8080', 'of-the-checkout', checkout])
    assert.equal(tokenIsGiven, false)
  })

  it('goes by options, then the environment, then what login remembered', async () => {
    await writeSettings(settingsPath(env), { url: 'https://one.example', token: 'remembered' })
    const remembered = await findTarget({}, env, checkout)
    assert.deepEqual([remembered.url, remembered.token], ['https://one.example', 'remembered'])
    const named = { ...env, SLIPWAY_URL: 'https://two.example/', SLIPWAY_TOKEN: 'named' }
    const ofEnvironment = await findTarget({}, named, checkout)
    assert.deepEqual([ofEnvironment.url, ofEnvironment.token], ['https://two.example', 'named'])
    const given = await findTarget({ url: 'https://three.example', tokenFile: checkout }, named, checkout)
    assert.deepEqual([given.url, given.token, given.tokenIsGiven], ['https://three.example', 'of-the-checkout', true])
    assert.equal((await findTarget({ token: 'typed', tokenFile: checkout }, named, checkout)).token, 'typed')
  })

  it('takes an empty variable for one that is not set, and a file for a token', async () => {
    const empty = await findTarget({}, { ...env, SLIPWAY_URL: '', SLIPWAY_TOKEN: '' }, checkout)
    assert.deepEqual([empty.url, empty.token], ['http://127.0.0.1:8080', 'of-the-checkout'])
    const fromFile = await findTarget(
      {},
      { ...env, SLIPWAY_TOKEN_FILE: checkout, SLIPWAY_URL: 'https://a.example' },
      '',
    )
    assert.equal(fromFile.token, 'of-the-checkout')
  })

  it('sends a token that was kept for one address to no other', async () => {
    await writeSettings(settingsPath(env), { url: 'https://one.example', token: 'remembered' })
    const elsewhere = await findTarget({ url: 'https://other.example' }, env, checkout)
    assert.deepEqual([elsewhere.token, elsewhere.tokenFrom], [undefined, 'nowhere'])
    const same = await findTarget({ url: 'https://one.example/' }, env, checkout)
    assert.equal(same.token, 'remembered')
  })

  it('refuses settings that others may read, or that it has not written', async () => {
    const path = settingsPath(env)
    await writeSettings(path, { url: 'https://one.example', token: 'remembered' })
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    await chmod(path, 0o644)
    await assert.rejects(findTarget({}, env, checkout), refused('SECRET_EXPOSED'))
    await chmod(path, 0o600)
    await writeFile(path, 'no JSON')
    await assert.rejects(readSettings(path), refused('WRONG_USAGE'))
  })

  it('refuses a file without a token, and an address that is none', async () => {
    const empty = join(folder, 'empty')
    await writeFile(empty, '\n')
    await assert.rejects(findTarget({ tokenFile: empty }, env, checkout), refused('WRONG_USAGE'))
    await assert.rejects(findTarget({ tokenFile: join(folder, 'none') }, env, checkout), refused('WRONG_USAGE'))
    for (const url of ['slipway', 'ftp://a.example', 'https://me:secret@a.example', 'https://a.example/?x=1'])
      assert.throws(() => checkedUrl(url), refused('WRONG_USAGE'), url)
  })
})
