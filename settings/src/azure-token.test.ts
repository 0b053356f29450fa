import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startEntra, type EntraDouble } from '../../test/doubles/entra/entra.ts'
import { signingIdentity } from '../../test/doubles/entra/signing-identity.ts'
import { testAuthority } from '../../test/doubles/kit/tls.ts'
import { createTokenSource, type AzureAccount } from './azure-token.ts'

describe('token source', () => {
  let entra: EntraDouble
  before(async () => {
    const authority = await testAuthority()
    authority.trust()
    entra = await startEntra()
  })
  after(() => entra[Symbol.asyncDispose]())

  const { signal } = new AbortController()
  const scope = () => `${entra.graphUrl}/.default`
  const account = (changes: Partial<AzureAccount> = {}): AzureAccount => {
    const { tenantId, clientId, clientSecret } = entra.tenant.addClient()
    const credential = { kind: 'secret', secret: clientSecret } as const
    return { tenantId, clientId, authorityHost: entra.authorityHost, credential, ...changes }
  }
  const requests = () => entra.calls.filter(({ operation }) => operation === 'token').length
  const tokenOf = (changes?: Partial<AzureAccount>) => createTokenSource(account(changes)).token(scope(), signal)
  const accepted = (token: string) => entra.tokens.grantOf(`Bearer ${token}`, entra.graphUrl)?.clientId

  it('makes one request for any number of calls, and none while the token is good', async () => {
    const source = createTokenSource(account())
    const before = requests()
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.token(scope(), signal)))
    assert.equal(new Set(tokens).size, 1)
    assert.equal(await source.token(scope(), signal), tokens[0])
    assert.equal(requests(), before + 1)
  })

  it('renews a token before it ends, and one that it was told to forget', async () => {
    const source = createTokenSource(account())
    entra.tokens.lifetimeS = 1
    const first = await source.token(scope(), signal)
    const until = Date.now() + 1_000
    entra.tokens.lifetimeS = 3_600
    let [asked, second] = [Date.now(), await source.token(scope(), signal)]
    while (second === first) {
      assert.ok(asked < until, 'it was given when it had ended')
      ;[asked, second] = [Date.now(), await source.token(scope(), signal)]
    }
    source.forget(second)
    assert.notEqual(await source.token(scope(), signal), second)
  })

  it('signs in with a certificate', async () => {
    const { certificate, privateKey } = await signingIdentity()
    const { clientId } = entra.tenant.addClient({ certificate })
    for (const pem of [`${certificate}\n${privateKey}`, `${privateKey}\n${certificate}`]) {
      const token = await tokenOf({ clientId, credential: { kind: 'certificate', pem } })
      assert.equal(accepted(token), clientId)
    }
  })

  it('names what the sign-in refuses, which no repetition helps', async () => {
    const expired = entra.tenant.addClient({ expiresAt: Date.now() })
    const stranger = await signingIdentity()
    const pem = `${stranger.certificate}\n${stranger.privateKey}`
    const secret = (text: string) => ({ credential: { kind: 'secret', secret: text } }) as const
    const cases = [
      [secret('wrong'), /secret is wrong .AADSTS7000215/],
      [{ clientId: expired.clientId, ...secret(expired.clientSecret) }, /expired .AADSTS7000222/],
      [{ tenantId: '00000000-0000-4000-8000-000000000000' }, /no such tenant .AADSTS90002/],
      [{ clientId: '00000000-0000-4000-8000-000000000000' }, /no such application .AADSTS700016/],
      [{ credential: { kind: 'certificate', pem } }, /certificate is not registered .*AADSTS700027/],
    ] as const
    for (const [changes, message] of cases)
      await assert.rejects(tokenOf(changes), { code: 'IDENTITY_UNAUTHORIZED', retryable: false, message })
    const bad = { credential: { kind: 'certificate', pem: '-----BEGIN CERTIFICATE-----' } } as const
    await assert.rejects(tokenOf(bad), { code: 'CONFIG_INVALID' })
  })

  it('tells what may pass from what may not, and asks once', async () => {
    const faults = ['status-500', 'reset', 'reset-after', 'bad-gateway-after', 'malformed', 'forbidden'] as const
    for (const kind of faults) {
      const before = requests()
      entra.inject({ operation: 'token', kind })
      await assert.rejects(tokenOf(), { code: 'IDENTITY_FAILED', retryable: true }, kind)
      assert.equal(requests(), before + 1, kind)
    }
    entra.loseTokenEndpoint(1)
    await assert.rejects(tokenOf(), { code: 'IDENTITY_FAILED', retryable: true })
    entra.inject({ operation: 'token', kind: 'throttled', retryAfterS: 7 })
    await assert.rejects(tokenOf(), { code: 'IDENTITY_THROTTLED', retryAfterMs: 7_000 })
    await assert.rejects(tokenOf({ authorityHost: 'https://127.0.0.1:1' }), { code: 'IDENTITY_FAILED' })
  })

  it('gives up a sign-in that never answers, and a wait that is aborted', async () => {
    entra.inject({ operation: 'token', kind: 'timeout' })
    const slow = createTokenSource(account(), { timeoutMs: 50 })
    await assert.rejects(slow.token(scope(), signal), { code: 'IDENTITY_FAILED', retryable: true })
    entra.inject({ operation: 'token', kind: 'timeout' })
    const reason = new Error('cancelled')
    const controller = new AbortController()
    const source = createTokenSource(account(), { timeoutMs: 20_000 })
    const arrived = entra.nextCall('token')
    const waiting = source.token(scope(), controller.signal)
    await arrived
    controller.abort(reason)
    await assert.rejects(waiting, reason)
    await assert.rejects(source.token(scope(), AbortSignal.abort(reason)), reason)
  })
})
