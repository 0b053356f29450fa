import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { SecretClient, type SecretClientOptions } from '@azure/keyvault-secrets'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { z } from 'zod'
import { type EntraDouble, startEntra } from '../entra/entra.ts'
import { testAuthority } from '../kit/tls.ts'
import { type KeyVaultDouble, startKeyVault } from './key-vault.ts'

const Disabled = z.object({
  statusCode: z.number(),
  details: z.object({ error: z.object({ innerError: z.object({ code: z.string() }) }) }),
})
const DISABLED = { statusCode: 403, details: { error: { innerError: { code: 'SecretDisabled' } } } }

describe('double of Key Vault, with its client', () => {
  let entra: EntraDouble
  let vault: KeyVaultDouble
  let throughProxy: SecretClientOptions
  before(async () => {
    ;(await testAuthority()).trust()
    entra = await startEntra()
    vault = await startKeyVault(entra)
    throughProxy = { proxyOptions: { host: 'http://127.0.0.1', port: Number(new URL(vault.proxyUrl).port) } }
  })
  after(async () => {
    await vault[Symbol.asyncDispose]()
    await entra[Symbol.asyncDispose]()
  })

  const client = (url: string, options: SecretClientOptions, allowed = true): SecretClient => {
    const { tenantId, ...auth } = entra.tenant.addClient()
    if (allowed) vault.allow(auth.clientId)
    const knownAuthorities = [new URL(entra.authorityHost).host]
    const authority = `${entra.authorityHost}/${tenantId}`
    const msal = new ConfidentialClientApplication({ auth: { ...auth, authority, knownAuthorities } })
    const getToken = async (scopes: string | string[]) => {
      const result = await msal.acquireTokenByClientCredential({ scopes: [scopes].flat() })
      return { token: result?.accessToken ?? '', expiresOnTimestamp: Date.now() + 60_000 }
    }
    return new SecretClient(url, { getToken }, { ...options, retryOptions: { maxRetries: 0 } })
  }
  const failure = { 404: { statusCode: 404, code: 'SecretNotFound' }, 403: { statusCode: 403, code: 'Forbidden' } }

  it('gives a secret to a client that answers its challenge, under the name of a vault', async () => {
    vault.secrets.set('token', 'old')
    vault.secrets.set('token', 'new')
    const { value, properties } = await client(vault.vaultUrl, throughProxy).getSecret('token')
    assert.equal(value, 'new')
    assert.match(properties.version ?? '', /^[0-9a-f]{32}$/)
    const statuses = vault.server.calls.map(({ status }) => status)
    assert.deepEqual(statuses, [401, 200])
  })

  it('makes the client refuse a challenge for another domain than the one it asked', async () => {
    await assert.rejects(client(vault.server.url, {}).getSecret('token'), /does not match the requested domain/)
    const careless = client(vault.server.url, { disableChallengeResourceVerification: true })
    assert.equal((await careless.getSecret('token')).value, 'new')
  })

  it('refuses what is absent, disabled, expired, not yet valid, or not allowed', async () => {
    const reader = client(vault.vaultUrl, throughProxy)
    await assert.rejects(reader.getSecret('absent'), failure[404])
    vault.secrets.set('off', 'x', { enabled: false })
    vault.secrets.set('late', 'x', { expiresAt: Date.now() })
    vault.secrets.set('early', 'x', { notBefore: Date.now() + 60_000 })
    for (const name of ['off', 'late', 'early']) {
      const error: unknown = await reader.getSecret(name).catch((thrown: unknown) => thrown)
      assert.deepEqual(Disabled.parse(error), DISABLED)
    }
    await assert.rejects(client(vault.vaultUrl, throughProxy, false).getSecret('token'), failure[403])
  })
})
