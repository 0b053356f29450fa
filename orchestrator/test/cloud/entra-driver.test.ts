import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { entraWorld, type EntraWorld } from './support/entra.ts'

const TAG = { owner: 'workspace:1', task: 'task-1' }
const SANDBOX = { owner: 'sandbox:1', task: 'task-2' }
const HOME = 'https://acme.app.example.test/api/auth/callback'
const uriOf = (n: number) => `https://acme-${n}.sandbox.example.test/api/auth/callback`
/** In days. It is near its end when a third of it is left. */
const TWO_SECONDS = 2 / 86_400
const { signal } = new AbortController()

const make = (world: EntraWorld, application: string) =>
  world.open().ensureApplication({ application, redirectUris: [HOME] }, TAG, signal)
const remove = (world: EntraWorld, application: string) =>
  world.open().remove({ kind: 'application', name: application }, TAG, signal)
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

describe('entra', { concurrency: 4 }, () => {
  // One Redis for all: a name for each test.
  const name = () => `slipway-${randomUUID()}`

  it('adds fifty redirect URIs at once from several orchestrators, though replicas show what was before', async () => {
    await using world = await entraWorld()
    const app = name()
    await make(world, app)
    world.entra.tenant.directory.staleReads.reads = 3
    await Promise.all(numbers(50).map((n) => world.open().addRedirectUri(app, uriOf(n), SANDBOX, signal)))
    const wanted = [HOME, ...numbers(50).map(uriOf)].sort()
    assert.deepEqual([...(world.find(app)?.properties.web.redirectUris ?? [])].sort(), wanted)
    assert.equal(world.entra.mostAtOnce('application_UpdateApplication'), 1)
    await Promise.all(
      numbers(5).map((n) => world.open().remove({ kind: 'redirect-uri', name: `${app} ${uriOf(n)}` }, SANDBOX, signal)),
    )
    const { web, tags } = world.find(app)?.properties ?? assert.fail()
    // Four tags of the application, two of each URI.
    assert.deepEqual([web.redirectUris.length, tags.length], [1 + 45, 4 + 2 * 45])
  })

  it('refuses what is more than Graph takes, before it asks', async () => {
    await using world = await entraWorld()
    const app = name()
    const redirectUris = numbers(256).map(uriOf)
    await world.open().ensureApplication({ application: app, redirectUris }, TAG, signal)
    const failure = { code: 'IDENTITY_FAILED', retryable: false, message: /256 redirect URIs/ }
    await assert.rejects(world.open().addRedirectUri(app, HOME, SANDBOX, signal), failure)
    assert.equal(world.entra.calls.filter(({ operation }) => operation === 'application_UpdateApplication').length, 0)
  })

  it('makes anew what somebody deleted by hand, whose name is still held', async () => {
    await using world = await entraWorld()
    const app = name()
    const first = await make(world, app)
    const { directory } = world.entra.tenant
    const standing = world.find(app)
    assert.ok(standing)
    directory.remove(standing)
    const hurried = world.open({ consistencyMs: 5_000 })
    const second = await hurried.ensureApplication({ application: app, redirectUris: [HOME] }, TAG, signal)
    assert.notEqual(second.client_id, first.client_id)
    assert.deepEqual(await world.leftovers(), [])
    await remove(world, app)
    assert.deepEqual(await world.stored(), '')
  })

  it('keeps one secret when the answer with another was lost', async () => {
    await using world = await entraWorld()
    const app = name()
    world.entra.inject({ operation: 'application_addPassword', kind: 'reset-after', skip: 2 })
    await assert.rejects(make(world, app), { code: 'IDENTITY_FAILED', retryable: true })
    assert.equal(world.find(app)?.passwords.length, 1)
    await make(world, app)
    const [kept, ...others] = world.find(app)?.passwords ?? []
    assert.equal(await world.open().readSecret(app, signal), kept?.secretText)
    assert.deepEqual(others, [])
  })

  it('makes another secret when the end of the one is near, and warns of it before', async () => {
    await using world = await entraWorld()
    const app = name()
    await world.open({ secretDays: TWO_SECONDS }).ensureApplication({ application: app, redirectUris: [] }, TAG, signal)
    const ending = await world.open().readSecret(app, signal)
    const checking = world.open()
    const ofSecrets = async () => (await checking.check(signal)).at(-1)
    let secrets = await ofSecrets()
    while (secrets?.state === 'ok') secrets = await ofSecrets()
    assert.ok(secrets?.state === 'warning' && secrets.failure.message.includes(app))
    await make(world, app)
    assert.notEqual(await world.open().readSecret(app, signal), ending)
    assert.equal(world.find(app)?.passwords.length, 1)
    const after = await world.open().check(signal)
    assert.deepEqual(
      after.map(({ name: what, state }) => `${what}: ${state}`),
      ['Graph permission: ok', 'clock of Graph: ok', 'client secrets: ok'],
    )
  })

  it('renews a token that Graph refuses, once', async () => {
    await using world = await entraWorld()
    const identity = world.open()
    await identity.list(signal)
    world.entra.tokens.revoke()
    await identity.list(signal)
    assert.equal(world.entra.calls.filter(({ operation }) => operation === 'token').length, 2)
  })

  it('names what is set up wrong, in a finding and in the failure of a task', async () => {
    await using world = await entraWorld()
    const { clientId, clientSecret } = world.entra.tenant.addClient({ roles: ['Application.Read.All'] })
    const { account } = world.options
    const reader = { ...account, clientId, credential: { kind: 'secret' as const, secret: clientSecret } }
    const wrong = { ...account, credential: { kind: 'secret' as const, secret: 'wrong' } }
    const cases = [
      [reader, 'IDENTITY_FORBIDDEN', /Application.ReadWrite.OwnedBy/],
      [wrong, 'IDENTITY_UNAUTHORIZED', /secret is wrong/],
    ] as const
    for (const [given, code, message] of cases) {
      const identity = world.open({ account: given })
      const [found] = await identity.check(signal)
      assert.ok(found?.state === 'failed')
      assert.equal(found.failure.code, code)
      const app = name()
      const made = identity.ensureApplication({ application: app, redirectUris: [] }, TAG, signal)
      await assert.rejects(made, { code, message, retryable: false })
      // Nothing was made, so that nothing is left to be looked for.
      assert.equal((await world.stored()).includes(TAG.owner), false)
    }
  })
})
