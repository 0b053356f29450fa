import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { AuthError, ConfidentialClientApplication, ServerError } from '@azure/msal-node'
import { testAuthority } from '../kit/tls.ts'
import { type EntraDouble, startEntra } from './entra.ts'
import { signingIdentity } from './signing-identity.ts'

describe('double of the sign-in, with MSAL', () => {
  let entra: EntraDouble
  before(async () => {
    ;(await testAuthority()).trust()
    entra = await startEntra()
  })
  after(() => entra[Symbol.asyncDispose]())

  type Auth = ConstructorParameters<typeof ConfidentialClientApplication>[0]['auth']
  const acquire = async ({ tenantId = entra.tenant.id, ...auth }: Omit<Auth, 'authority'> & { tenantId?: string }) => {
    const knownAuthorities = [new URL(entra.authorityHost).host]
    const msal = new ConfidentialClientApplication({
      auth: { ...auth, authority: `${entra.authorityHost}/${tenantId}`, knownAuthorities },
    })
    return msal.acquireTokenByClientCredential({ scopes: [`${entra.graphUrl}/.default`] })
  }
  const refusal = async (auth: Parameters<typeof acquire>[0]) => {
    const error: unknown = await acquire(auth).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof ServerError, String(error))
    return `${error.status ?? ''} ${error.errorCode} ${error.errorNo ?? ''}`
  }

  it('gives a token for a secret, or for an assertion that the registered certificate signs', async () => {
    const secret = await acquire(entra.tenant.addClient())
    assert.ok(secret?.accessToken)
    const { certificate, privateKey } = await signingIdentity()
    const { clientId } = entra.tenant.addClient({ certificate })
    const thumbprintSha256 = new X509Certificate(certificate).fingerprint256.replaceAll(':', '')
    const signed = await acquire({ clientId, clientCertificate: { thumbprintSha256, privateKey } })
    assert.equal(entra.tokens.grantOf(`Bearer ${signed?.accessToken ?? ''}`, entra.graphUrl)?.clientId, clientId)
    const stranger = await signingIdentity()
    assert.equal(createPrivateKey(stranger.privateKey).asymmetricKeyType, 'rsa')
    const forged = { thumbprintSha256, privateKey: stranger.privateKey }
    assert.equal(await refusal({ clientId, clientCertificate: forged }), '401 invalid_client 700027')
  })

  it('refuses as documented', async () => {
    const client = entra.tenant.addClient()
    const expired = entra.tenant.addClient({ expiresAt: Date.now() })
    const other = entra.addTenant()
    assert.equal(await refusal({ ...client, clientSecret: 'wrong' }), '401 invalid_client 7000215')
    assert.equal(await refusal(expired), '401 invalid_client 7000222')
    assert.equal(await refusal({ ...client, tenantId: other.id }), '400 unauthorized_client 700016')
    const unknownTenant = await acquire({ ...client, tenantId: 'nowhere' }).catch((thrown: unknown) => thrown)
    assert.ok(unknownTenant instanceof AuthError)
  })

  it('answers 404 without an error when asked to, which MSAL takes for a token that is empty', async () => {
    entra.loseTokenEndpoint(1)
    assert.equal((await acquire(entra.tenant.addClient()))?.accessToken, '')
  })

  it('counts token requests: five at once are five', async () => {
    const client = entra.tenant.addClient()
    const before = entra.calls.filter(({ operation }) => operation === 'token').length
    await Promise.all([1, 2, 3, 4, 5].map(() => acquire(client)))
    assert.equal(entra.calls.filter(({ operation }) => operation === 'token').length, before + 5)
  })
})
