import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { Failure } from '#contract'
import { resolveSettings } from '#settings'
import { startEntra, type EntraDouble } from '../doubles/entra/entra.ts'
import { testAuthority } from '../doubles/kit/tls.ts'
import { startKeyVault, type KeyVaultDouble } from '../doubles/key-vault/key-vault.ts'

const NAMES = ['REDIS_URL', 'GITHUB_TOKEN', 'SLIPWAY_SECRET_KEY', 'AZURE_CLIENT_SECRET']

describe('secrets in Key Vault', () => {
  let entra: EntraDouble
  let vault: KeyVaultDouble
  let env: Readonly<Record<string, string>>
  const { HTTPS_PROXY, NO_PROXY } = process.env
  const restore = (name: string, value: string | undefined) =>
    value === undefined ? Reflect.deleteProperty(process.env, name) : (process.env[name] = value)

  before(async () => {
    ;(await testAuthority()).trust()
  })
  beforeEach(async () => {
    entra = await startEntra()
    vault = await startKeyVault(entra)
    // The client takes a challenge only from a vault under its own name, as it is found behind a proxy here.
    Object.assign(process.env, { HTTPS_PROXY: vault.proxyUrl, NO_PROXY: '127.0.0.1,localhost' })
    const client = entra.tenant.addClient()
    vault.allow(client.clientId)
    env = {
      AZURE_TENANT_ID: client.tenantId,
      AZURE_CLIENT_ID: client.clientId,
      AZURE_CLIENT_SECRET: client.clientSecret,
      AZURE_AUTHORITY_HOST: entra.authorityHost,
      AZURE_KEY_VAULT_URL: vault.vaultUrl,
    }
  })
  afterEach(async () => {
    await vault[Symbol.asyncDispose]()
    await entra[Symbol.asyncDispose]()
  })
  after(() => {
    restore('HTTPS_PROXY', HTTPS_PROXY)
    restore('NO_PROXY', NO_PROXY)
  })

  const refuses = async (given: Readonly<Record<string, string>>, ...texts: readonly (string | RegExp)[]) => {
    const resolved = resolveSettings({ ...env, ...given }, NAMES, { keyVaultTimeoutMs: 4_000 })
    await assert.rejects(resolved, (thrown) => {
      assert.ok(thrown instanceof Failure)
      assert.equal(thrown.code, 'SETTING_UNREADABLE', thrown.message)
      for (const text of texts) assert.match(thrown.message, new RegExp(text))
      assert.doesNotMatch(thrown.message, /s3cret/)
      return true
    })
  }
  const asked = () => vault.server.calls.filter(({ status }) => status === 200).length

  it('reads each secret once, all at once, with one token, and leaves the rest as it is', async () => {
    vault.secrets.set('redis', 'redis://:s3cret@h')
    vault.secrets.set('both', 's3cret-of-two')
    vault.server.delay('GetSecret', 300)
    const given = { REDIS_URL: 'keyvault:redis', GITHUB_TOKEN: 'keyvault:both', SLIPWAY_SECRET_KEY: 'keyvault:both' }
    const resolved = await resolveSettings({ ...env, ...given, DOMAIN: 'd' }, NAMES)
    const plain = { REDIS_URL: 'redis://:s3cret@h', GITHUB_TOKEN: 's3cret-of-two', SLIPWAY_SECRET_KEY: 's3cret-of-two' }
    assert.deepEqual(resolved, { ...env, ...plain, DOMAIN: 'd' })
    assert.deepEqual([asked(), vault.server.mostAtOnce('GetSecret')], [2, 2])
    assert.equal(entra.calls.filter(({ operation }) => operation === 'token').length, 1)
    assert.deepEqual([...vault.server.violations, ...entra.violations], [])
  })

  it('names variable and secret of what is absent, disabled, empty or forbidden', async () => {
    await refuses({ GITHUB_TOKEN: 'keyvault:absent' }, 'GITHUB_TOKEN', 'there is no secret "absent"')
    vault.secrets.set('off', 's3cret', { enabled: false })
    await refuses({ GITHUB_TOKEN: 'keyvault:off' }, 'GITHUB_TOKEN', '"off" is disabled')
    vault.secrets.set('blank', '')
    await refuses({ GITHUB_TOKEN: 'keyvault:blank' }, 'GITHUB_TOKEN', '"blank" is empty')
    const other = entra.tenant.addClient()
    const stranger = { AZURE_CLIENT_ID: other.clientId, AZURE_CLIENT_SECRET: other.clientSecret }
    await refuses({ ...stranger, GITHUB_TOKEN: 'keyvault:off' }, 'GITHUB_TOKEN', 'may not read the secret "off"')
  })

  it('names a sign-in that is refused, without its secret', async () => {
    const wrong = { AZURE_CLIENT_SECRET: 's3cret-that-is-wrong', REDIS_URL: 'keyvault:redis' }
    await refuses(wrong, 'REDIS_URL', 'signing in to read "redis" failed')
  })

  it('reads once more what failed for a moment', async () => {
    vault.secrets.set('redis', 'redis://:s3cret@h')
    vault.server.inject({ operation: 'GetSecret', kind: 'status-500' })
    const resolved = await resolveSettings({ ...env, REDIS_URL: 'keyvault:redis' }, NAMES)
    assert.equal(resolved['REDIS_URL'], 'redis://:s3cret@h')
    assert.equal(vault.server.violations.length, 0)
  })

  it('gives a vault up that answers with errors, is not there, or never answers', async () => {
    vault.server.inject({ operation: 'GetSecret', kind: 'status-500', times: 9 })
    await refuses({ REDIS_URL: 'keyvault:redis' }, 'REDIS_URL', 'it answered 500 when asked for "redis"')
    const nowhere = { AZURE_KEY_VAULT_URL: 'https://elsewhere.vault.azure.net' }
    await refuses({ ...nowhere, REDIS_URL: 'keyvault:redis' }, 'REDIS_URL', '"redis"', 'elsewhere')
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    assert.ok(typeof address === 'object' && address !== null)
    const mute = { AZURE_KEY_VAULT_URL: `https://127.0.0.1:${address.port}`, REDIS_URL: 'keyvault:redis' }
    await refuses(mute, 'REDIS_URL', 'did not answer in time when asked for "redis"')
    silent.close()
    assert.equal(vault.server.violations.length, 0)
  })
})
