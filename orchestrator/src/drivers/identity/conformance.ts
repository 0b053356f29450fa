import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Identity } from './port.ts'

type Verb = 'ensure' | 'add' | 'remove'

/** An implementation under test, with a tenant of its own. */
export interface IdentitySubject {
  readonly identity: Identity
  /** The same tenant, as another orchestrator opens it. */
  readonly again: () => Promise<Identity>
  /** The redirect URIs that the provider accepts for an application, sorted. */
  readonly redirectUris: (application: string) => Promise<string[]>
  /** Everything the provider stores, as text. */
  readonly stored: () => Promise<string>
  /** What killed processes have left: nothing that a user of the provider sees. */
  readonly leftovers: () => Promise<string[]>
  /** Another process that runs one verb and says "begin" on its standard output just before. */
  readonly child: (verb: Verb, application: string, uri: string, owner: string, task: string) => ChildProcess
  readonly dispose: () => Promise<void>
}

const OWNER = 'workspace:1'
const TAG = { owner: OWNER, task: 'task-1' }
const LATER = { owner: OWNER, task: 'task-2' }
const STRANGER = { owner: 'workspace:2', task: 'task-3' }
const SANDBOX = { owner: 'sandbox:1', task: 'task-4' }
const HOME = 'https://acme.app.example.test/api/auth/callback'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const KILLS = 6
const { signal } = new AbortController()
const application = (name: string) => ({ kind: 'application', name }) as const
const redirect = (name: string, uri: string) => ({ kind: 'redirect-uri', name: `${name} ${uri}` }) as const
const uriOf = (n: number | string) => `https://acme-${n}.sandbox.example.test/api/auth/callback`

/** What every implementation of the port promises. */
export function identityConformance(name: string, make: () => Promise<IdentitySubject>): void {
  describe(`identity: ${name}`, () => {
    let subject: IdentitySubject
    let identity: Identity
    before(async () => {
      subject = await make()
      identity = subject.identity
    })
    after(() => subject.dispose())

    const made = async (app: string) => {
      const { client_id } = await identity.ensureApplication({ application: app, redirectUris: [HOME] }, TAG, signal)
      return { app, client_id, secret: await identity.readSecret(app, signal) }
    }
    const found = async (app: string) =>
      (await identity.list(signal)).filter((each) => each.name === app || each.name.startsWith(`${app} `))
    const assertIntact = async ({ app, secret }: { app: string; secret: string }) => {
      assert.equal(await identity.readSecret(app, signal), secret)
      assert.deepEqual(await subject.redirectUris(app), [HOME])
    }
    const assertAbsent = async (app: string) => {
      assert.deepEqual(await found(app), [])
      await assert.rejects(identity.readSecret(app, signal), { code: 'RESOURCE_NOT_FOUND' })
    }
    const runChild = async (...args: Parameters<IdentitySubject['child']>) => {
      const ended: unknown[] = await once(subject.child(...args), 'exit')
      assert.equal(ended[0], 0)
    }

    it('registers an application with its ids, a secret and its redirect URIs', async () => {
      const request = { application: 'slipway-made', redirectUris: [HOME] }
      const { client_id, tenant_id } = await identity.ensureApplication(request, TAG, signal)
      assert.match(client_id, UUID)
      assert.match(tenant_id, UUID)
      assert.ok((await identity.readSecret('slipway-made', signal)).length >= 32)
      assert.deepEqual(await subject.redirectUris('slipway-made'), [HOME])
      assert.deepEqual(await found('slipway-made'), [{ ...application('slipway-made'), ...TAG }])
    })

    it('gives each application a client id and a secret of its own, in one tenant', async () => {
      const [a, b] = [await made('slipway-own-a'), await made('slipway-own-b')]
      assert.notEqual(a.client_id, b.client_id)
      assert.notEqual(a.secret, b.secret)
      const tenants = ['slipway-own-a', 'slipway-own-b'].map(async (app) => {
        const again = await (
          await subject.again()
        ).ensureApplication({ application: app, redirectUris: [] }, TAG, signal)
        return again.tenant_id
      })
      const [first, second] = await Promise.all(tenants)
      assert.equal(first, second)
    })

    it('keeps what the same owner has, with its ids and tag, and adds the redirect URIs it lacks', async () => {
      const { app, client_id, secret } = await made('slipway-kept')
      const request = { application: app, redirectUris: [HOME, uriOf('more')] }
      const kept = await (await subject.again()).ensureApplication(request, LATER, signal)
      assert.equal(kept.client_id, client_id)
      assert.equal(await identity.readSecret(app, signal), secret)
      assert.deepEqual(await subject.redirectUris(app), [HOME, uriOf('more')].sort())
      assert.deepEqual(await found(app), [{ ...application(app), ...TAG }])
    })

    it("refuses another owner's application and redirect URI, which stay intact", async () => {
      const taken = await made('slipway-taken')
      const request = { application: taken.app, redirectUris: [uriOf('stranger')] }
      await assert.rejects(identity.ensureApplication(request, STRANGER, signal), { code: 'NAME_TAKEN' })
      await assert.rejects(identity.addRedirectUri(taken.app, HOME, STRANGER, signal), { code: 'NAME_TAKEN' })
      await identity.remove(application(taken.app), { owner: STRANGER.owner }, signal)
      await identity.remove(redirect(taken.app, HOME), { owner: STRANGER.owner }, signal)
      await assertIntact(taken)
    })

    it('leaves to an undo only what its own task made', async () => {
      const undone = await made('slipway-undone')
      await identity.remove(application(undone.app), LATER, signal)
      await assertIntact(undone)
      await identity.remove(application(undone.app), TAG, signal)
      await assertAbsent(undone.app)
    })

    it('removes what is absent, and makes it anew with another id and secret', async () => {
      await identity.remove(application('slipway-removed'), { owner: OWNER }, signal)
      await identity.remove(redirect('slipway-removed', HOME), { owner: OWNER }, signal)
      const first = await made('slipway-removed')
      await identity.remove(application(first.app), { owner: OWNER }, signal)
      await assertAbsent(first.app)
      const second = await made('slipway-removed')
      assert.notEqual(second.client_id, first.client_id)
      assert.notEqual(second.secret, first.secret)
    })

    it('adds and removes a redirect URI with a tag of its own, and leaves the others', async () => {
      const { app } = await made('slipway-uris')
      await identity.addRedirectUri(app, uriOf(1), SANDBOX, signal)
      await identity.addRedirectUri(app, uriOf(1), { ...SANDBOX, task: 'task-5' }, signal)
      await identity.addRedirectUri(app, uriOf(2), STRANGER, signal)
      const listed = [
        { ...application(app), ...TAG },
        { ...redirect(app, uriOf(1)), ...SANDBOX },
        { ...redirect(app, uriOf(2)), ...STRANGER },
      ]
      assert.deepEqual(new Set(await found(app)), new Set(listed))
      await identity.remove(redirect(app, uriOf(1)), { owner: SANDBOX.owner, task: 'task-5' }, signal)
      assert.deepEqual(await subject.redirectUris(app), [HOME, uriOf(1), uriOf(2)].sort())
      await identity.remove(redirect(app, uriOf(1)), SANDBOX, signal)
      assert.deepEqual(await subject.redirectUris(app), [HOME, uriOf(2)].sort())
    })

    it('names an application that does not exist', async () => {
      const missing = { code: 'RESOURCE_NOT_FOUND' }
      await assert.rejects(identity.addRedirectUri('slipway-none', HOME, TAG, signal), missing)
      await assert.rejects(identity.readSecret('slipway-none', signal), missing)
    })

    it('refuses names and URIs that are none', async () => {
      const wrong = { code: 'IDENTITY_FAILED', retryable: false }
      for (const bad of ['', '../x', 'a/b', '.hidden', 'a b', 'a\n']) {
        await assert.rejects(identity.ensureApplication({ application: bad, redirectUris: [] }, TAG, signal), wrong)
      }
      const { app } = await made('slipway-strict')
      for (const bad of [
        '',
        'x',
        'javascript:alert(1)',
        'https://a.test/x y',
        'https://a.test/\n',
        uriOf('x'.repeat(300)),
      ]) {
        await assert.rejects(identity.addRedirectUri(app, bad, TAG, signal), wrong)
      }
      assert.deepEqual(await subject.redirectUris(app), [HOME])
    })

    it('stores no secret in plain text', async () => {
      const { client_id, secret } = await made('slipway-sealed')
      const stored = await subject.stored()
      assert.ok(stored.includes(client_id))
      assert.equal(stored.includes(secret), false)
    })

    it('obeys an abort, and changes nothing', async () => {
      const standing = await made('slipway-aborted')
      const reason = new Error('cancelled')
      const aborted = AbortSignal.abort(reason)
      const request = { application: 'slipway-aborted-new', redirectUris: [] }
      await assert.rejects(identity.ensureApplication(request, TAG, aborted), reason)
      await assert.rejects(identity.addRedirectUri(standing.app, uriOf(1), TAG, aborted), reason)
      await assert.rejects(identity.remove(application(standing.app), TAG, aborted), reason)
      await assert.rejects(identity.readSecret(standing.app, aborted), reason)
      await assert.rejects(identity.list(aborted), reason)
      await assertAbsent('slipway-aborted-new')
      await assertIntact(standing)
    })

    it('loses none of the redirect URIs that are added and removed at once', async () => {
      const { app } = await made('slipway-many')
      const numbers = Array.from({ length: 40 }, (_, n) => n)
      for (const n of numbers) await identity.addRedirectUri(app, uriOf(`old${n}`), SANDBOX, signal)
      const others = await Promise.all(numbers.map(() => subject.again()))
      const add = numbers.map((n) => others[n]?.addRedirectUri(app, uriOf(n), SANDBOX, signal))
      const remove = numbers.map((n) => identity.remove(redirect(app, uriOf(`old${n}`)), SANDBOX, signal))
      await Promise.all([...add, ...remove])
      assert.deepEqual(await subject.redirectUris(app), [HOME, ...numbers.map(uriOf)].sort())
    })

    it('lets processes that register the same at once, or add to it, agree', async () => {
      const app = 'slipway-raced'
      await Promise.all(['a', 'b', 'c'].map((task) => runChild('ensure', app, HOME, OWNER, task)))
      assert.equal((await found(app)).length, 1)
      await Promise.all([1, 2, 3].map((n) => runChild('add', app, uriOf(n), SANDBOX.owner, 'add')))
      assert.deepEqual(await subject.redirectUris(app), [HOME, uriOf(1), uriOf(2), uriOf(3)].sort())
    })

    for (const verb of ['ensure', 'add', 'remove'] as const) {
      it(`survives kill -9 inside ${verb}, at any moment, when it is repeated`, async () => {
        for (let kill = 0; kill < KILLS; kill += 1) {
          const app = `slipway-killed-${verb}-${kill}`
          if (verb !== 'ensure') await made(app)
          const child = subject.child(verb, app, uriOf(kill), OWNER, 'killed')
          assert.ok(child.stdout)
          await once(child.stdout, 'data')
          const ended = once(child, 'exit')
          await delay(kill)
          child.kill('SIGKILL')
          await ended

          if (verb === 'remove') await identity.remove(application(app), { owner: OWNER }, signal)
          else {
            await made(app)
            await identity.addRedirectUri(app, uriOf(kill), TAG, signal)
            assert.deepEqual(await subject.redirectUris(app), [HOME, uriOf(kill)].sort())
            await identity.remove(application(app), { owner: OWNER }, signal)
          }
          await assertAbsent(app)
        }
        assert.deepEqual(await subject.leftovers(), [])
      })
    }
  })
}
