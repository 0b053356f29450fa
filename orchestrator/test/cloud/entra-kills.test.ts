import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { redirectUriName } from '../../src/drivers/identity/names.ts'
import type { Identity } from '../../src/drivers/identity/port.ts'
import { entraWorld } from './support/entra.ts'

const TAG = { owner: 'workspace:1', task: 'task-1' }
const HOME = 'https://acme.app.example.test/api/auth/callback'
const MORE = 'https://acme-1.sandbox.example.test/api/auth/callback'
const { signal } = new AbortController()

type Act = (identity: Identity, application: string) => Promise<unknown>
const make: Act = (identity, application) =>
  identity.ensureApplication({ application, redirectUris: [HOME] }, TAG, signal)
const add: Act = (identity, application) => identity.addRedirectUri(application, MORE, TAG, signal)
const drop: Act = (identity, application) =>
  identity.remove({ kind: 'redirect-uri', name: redirectUriName(application, MORE) }, TAG, signal)
const remove: Act = (identity, application) => identity.remove({ kind: 'application', name: application }, TAG, signal)

// The requests of each verb in a run without lag, in their order: what the test goes by, and holds the driver to.
/** Nothing has been done by then. */
const SIGN_IN = ['openid-configuration', 'token'] as const
const FIND = 'application_GetApplicationByUniqueName'
const PURGE = 'directory_DeleteDeletedItem'
const VERBS = {
  ensure: {
    uri: HOME,
    before: [],
    again: make,
    stands: [HOME],
    requests: [
      ...SIGN_IN,
      ...[FIND, 'application_UpsertApplicationByUniqueName', FIND],
      ...['servicePrincipal_CreateServicePrincipal', 'application_addPassword', FIND],
    ],
  },
  add: {
    uri: MORE,
    before: [make],
    again: add,
    stands: [HOME, MORE],
    requests: [...SIGN_IN, FIND, 'application_UpdateApplication', FIND],
  },
  drop: {
    uri: MORE,
    before: [make, add],
    again: drop,
    stands: [HOME],
    requests: [...SIGN_IN, FIND, 'application_UpdateApplication', FIND],
  },
  remove: {
    uri: HOME,
    before: [make],
    again: remove,
    stands: undefined,
    requests: [
      ...SIGN_IN,
      ...['servicePrincipal_DeleteServicePrincipal', 'application_DeleteApplication'],
      ...[PURGE, PURGE, FIND],
    ],
  },
} as const
type Verb = keyof typeof VERBS

/** A world of its own, with an application that nobody else in this Redis has. */
async function world(verb: Verb) {
  const opened = await entraWorld()
  opened.entra.tenant.directory.replicas.setLag(0)
  const app = `slipway-${randomUUID()}`
  for (const act of VERBS[verb].before) await act(opened.open(), app)
  return { ...opened, app }
}
type World = Awaited<ReturnType<typeof world>>

const start = ({ child, app }: World, verb: Verb) => child({ verb, application: app, uri: VERBS[verb].uri, ...TAG })

/** Waits for a number of requests to have arrived since there were so many. */
async function arrived({ entra }: World, verb: Verb, before: number, count: number): Promise<void> {
  const { requests } = VERBS[verb]
  while (entra.calls.length < before + count) await Promise.race(requests.map((each) => entra.nextCall(each)))
}

/** Starts a verb in a process of its own, and kills that while its request number `at` is under way. */
async function kill(subject: World, verb: Verb, at: number, isDone: boolean): Promise<void> {
  const { requests } = VERBS[verb]
  const operation = requests[at]
  assert.ok(operation)
  const skip = requests.slice(0, at).filter((each) => each === operation).length
  if (!isDone) subject.entra.inject({ operation, kind: 'timeout', skip })
  const before = subject.entra.calls.length
  const process = start(subject, verb)
  const ended = once(process, 'exit')
  await Promise.race([arrived(subject, verb, before, at + 1), ended])
  process.kill('SIGKILL')
  await ended
}

async function assertStands(subject: World, uris: readonly string[] | undefined): Promise<void> {
  assert.deepEqual(await subject.leftovers(), [])
  const { applications, servicePrincipals } = subject.entra.tenant.directory
  assert.deepEqual(
    applications.map(({ properties }) => properties.web.redirectUris),
    uris === undefined ? [] : [uris],
  )
  assert.equal(servicePrincipals.length, applications.length)
  const listed = await subject.open().list(signal)
  const count = (kind: string) => listed.filter((each) => each.kind === kind).length
  assert.equal(count('application'), applications.length)
  assert.equal(count('redirect-uri'), uris?.includes(MORE) === true ? 1 : 0, 'what may have been is not found for ever')
}

describe('entra, killed', { concurrency: 8 }, () => {
  for (const verb of ['ensure', 'add', 'drop', 'remove'] as const) {
    const { requests, again, stands } = VERBS[verb]
    it(`${verb} makes the requests that the kills go by`, async () => {
      await using subject = await world(verb)
      const before = subject.entra.calls.length
      const ended: unknown[] = await once(start(subject, verb), 'exit')
      assert.equal(ended[0], 0)
      const operations = subject.entra.calls.slice(before).map(({ operation }) => operation)
      assert.deepEqual(operations, requests)
    })

    for (const [at, operation] of requests.entries()) {
      if (at < SIGN_IN.length) continue
      for (const isDone of [true, false]) {
        const when = isDone ? 'after' : 'before'
        it(`${verb} is repeated, and undone, when it was killed ${when} request ${at + 1}, ${operation}`, async () => {
          await using subject = await world(verb)
          await kill(subject, verb, at, isDone)
          await again(subject.open(), subject.app)
          await assertStands(subject, stands)
          await remove(subject.open(), subject.app)
          await assertStands(subject, undefined)
        })
      }
    }
  }

  for (const [at, operation] of VERBS.ensure.requests.entries()) {
    if (at < SIGN_IN.length) continue
    it(`ensure is undone without a repetition when it was killed in request ${at + 1}, ${operation}`, async () => {
      await using subject = await world('ensure')
      await kill(subject, 'ensure', at, at % 2 === 0)
      await remove(subject.open(), subject.app)
      await assertStands(subject, undefined)
    })
  }
})
