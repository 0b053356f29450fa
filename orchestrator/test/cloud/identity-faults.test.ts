import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { Failure, type FailureClass } from '#contract'
import type { Call } from '../../../test/doubles/kit/calls.ts'
import type { Fault, FaultKind } from '../../../test/doubles/kit/faults.ts'
import { testAuthority } from '../../../test/doubles/kit/tls.ts'
import type { Identity } from '../../src/drivers/identity/port.ts'
import { type IdentityWorld, NOTHING, type Standing, startIdentityWorld, whole } from './support/identity-world.ts'

assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
const redis = new Redis(process.env.REDIS_URL)
after(() => redis.quit())

const TAG = { owner: 'workspace:1', task: 'task-1' }
const SANDBOX = { owner: 'sandbox:1', task: 'task-2' }
const HOME = 'https://acme.app.example.test/api/auth/callback'
const MORE = 'https://acme-more.app.example.test/api/auth/callback'
const BRANCH = 'https://acme-one.sandbox.example.test/api/auth/callback'
const { signal } = new AbortController()

type Act = (identity: Identity, application: string) => Promise<unknown>
const register: Act = (identity, application) =>
  identity.ensureApplication({ application, redirectUris: [HOME] }, TAG, signal)
const addUri: Act = (identity, application) => identity.addRedirectUri(application, BRANCH, SANDBOX, signal)
const removeUri: Act = (identity, application) =>
  identity.remove({ kind: 'redirect-uri', name: `${application} ${BRANCH}` }, SANDBOX, signal)
const remove: Act = (identity, application) => identity.remove({ kind: 'application', name: application }, TAG, signal)

interface Verb {
  /** What is done before it, without faults. */
  readonly before: readonly Act[]
  readonly act: Act
  readonly undo: Act
  /** What stands when it has succeeded, and when it has been undone. */
  readonly done: Standing
  readonly undone: Standing
}

const VERBS: Readonly<Record<string, Verb>> = {
  ensureApplication: { before: [], act: register, undo: remove, done: whole(HOME), undone: NOTHING },
  'ensureApplication, which stands': {
    before: [register],
    act: (identity, application) =>
      identity.ensureApplication({ application, redirectUris: [HOME, MORE] }, TAG, signal),
    undo: remove,
    done: whole(HOME, MORE),
    undone: NOTHING,
  },
  addRedirectUri: {
    before: [register],
    act: addUri,
    undo: removeUri,
    done: whole(HOME, BRANCH),
    undone: whole(HOME),
  },
  'remove redirect URI': {
    before: [register, addUri],
    act: removeUri,
    undo: removeUri,
    done: whole(HOME),
    undone: whole(HOME),
  },
  'remove application': { before: [register], act: remove, undo: remove, done: NOTHING, undone: NOTHING },
  list: {
    before: [register, addUri],
    act: async (identity) => assert.equal((await identity.list(signal)).length, 2),
    undo: remove,
    done: whole(HOME, BRANCH),
    undone: NOTHING,
  },
}

const KINDS: Readonly<Record<FaultKind, FailureClass>> = {
  timeout: 'transient',
  reset: 'transient',
  'reset-after': 'transient',
  'status-500': 'transient',
  'bad-gateway-after': 'transient',
  malformed: 'transient',
  throttled: 'throttled',
  'throttled-silently': 'throttled',
  forbidden: 'permanent',
}
const KIND_NAMES = Object.keys(KINDS).filter((kind): kind is FaultKind => kind in KINDS)
/** A 403 of the sign-in's address comes from something that stands before it: the sign-in itself refuses with 400 or 401. */
const SIGN_IN = ['openid-configuration', 'token']
const classOf = (kind: FaultKind, operation: string): FailureClass =>
  kind === 'forbidden' && SIGN_IN.includes(operation) ? 'transient' : KINDS[kind]

/** What was done all the same is looked at both ways; what was not, one way at this call and the other at the next. */
const DONE_ALL_THE_SAME: readonly FaultKind[] = ['reset-after', 'bad-gateway-after', 'malformed']

/** How long the driver waits for an answer that never comes. */
const TIMEOUT_MS = 1_000
const RETRY_AFTER_S = 7

describe('identity: faults of Graph and the sign-in', { concurrency: 20 }, () => {
  before(async () => (await testAuthority()).trust())

  for (const [name, verb] of Object.entries(VERBS)) {
    for (const kind of KIND_NAMES) {
      it(`${name}: ${kind} at any call`, async () => {
        await using world = await startIdentityWorld(redis)
        const calls = await cleanRun(world, verb)
        const open = () => world.open(kind === 'timeout' ? TIMEOUT_MS : undefined)
        const signedIn = open()
        await signedIn.list(signal)
        for (const [at, { operation }] of calls.entries()) {
          const skip = calls.slice(0, at).filter((each) => each.operation === operation).length
          const ways = [at % 2 === 0, ...(DONE_ALL_THE_SAME.includes(kind) ? [at % 2 !== 0] : [])]
          for (const repeats of ways) {
            const [actor, most] = SIGN_IN.includes(operation)
              ? [open(), calls.length]
              : [signedIn, calls.length - SIGN_IN.length]
            const faulted = await hit(world, actor, verb, { operation, kind, skip }, most)
            await assertMended(world, verb, faulted, repeats)
          }
        }
      })
    }
  }
})

const PURGE = 'directory_DeleteDeletedItem'

describe('identity: one fault after another', () => {
  before(async () => (await testAuthority()).trust())

  for (const operation of ['application_UpsertApplicationByUniqueName', 'servicePrincipal_CreateServicePrincipal']) {
    it(`finds what a lost answer of ${operation} may have made, although the repetition was refused`, async () => {
      for (const kind of ['throttled', 'forbidden'] as const) {
        await using world = await startIdentityWorld(redis)
        const application = world.nextApplication()
        // The first call of a service principal is made before the application is known.
        const skip = operation === 'servicePrincipal_CreateServicePrincipal' ? 1 : 0
        world.entra.inject({ operation, kind: 'reset-after', skip })
        await assert.rejects(register(world.open(), application), { class: 'transient' })
        world.entra.inject({ operation, kind })
        await assert.rejects(register(world.open(), application), { class: KINDS[kind] })
        await remove(world.other, application)
        assert.deepEqual(world.standing(), NOTHING, kind)
      }
    })
  }

  it('purges what is not known to be deleted yet, whichever of these requests was lost', async () => {
    for (const skip of [0, 1, 2, 3]) {
      await using world = await startIdentityWorld(redis)
      const application = world.nextApplication()
      await register(world.other, application)
      world.entra.tenant.directory.replicas.setLag(1, PURGE)
      world.entra.inject({ operation: PURGE, kind: skip % 2 === 0 ? 'reset' : 'reset-after', skip })
      await assert.rejects(remove(world.open(), application), { class: 'transient' })
      await remove(world.other, application)
      assert.deepEqual(world.standing(), NOTHING)
    }
  })

  it('tells in the preflight what is wrong, whatever it is, and throws nothing', async () => {
    await using world = await startIdentityWorld(redis)
    for (const kind of KIND_NAMES) {
      world.entra.inject({ operation: 'application_UpsertApplicationByUniqueName', kind })
      const [permission] = await world.open(kind === 'timeout' ? TIMEOUT_MS : undefined).check(signal)
      assert.ok(permission?.state === 'failed', kind)
      assert.equal(permission.failure.class, KINDS[kind], kind)
    }
    assert.deepEqual(world.standing(), NOTHING)
  })
})

/** What a verb asks when nothing is wrong, of an orchestrator that signs in first. */
async function cleanRun(world: IdentityWorld, verb: Verb): Promise<readonly Call[]> {
  const { entra } = world
  const application = world.nextApplication()
  for (const act of verb.before) await act(world.other, application)
  const before = entra.calls.length
  await verb.act(world.open(), application)
  const calls = entra.calls.slice(before)
  assert.deepEqual(world.standing(), verb.done)
  await remove(world.other, application)
  return calls
}

interface Faulted {
  readonly application: string
  readonly about: string
}

/** Calls a verb on an application of its own, with one fault: it succeeds, or fails with the right class. */
async function hit(
  world: IdentityWorld,
  actor: Identity,
  { before, act }: Verb,
  fault: Fault & { readonly skip: number },
  most: number,
): Promise<Faulted> {
  const { entra } = world
  const { operation, kind, skip } = fault
  const about = `${kind} at ${operation} ${skip}`
  const application = world.nextApplication()
  for (const each of before) await each(world.other, application)
  const asked = entra.calls.length
  entra.inject({ ...fault, retryAfterS: RETRY_AFTER_S })
  const failure = await failureOf(act(actor, application))
  const made = entra.calls.slice(asked)
  assert.ok(made.filter((call) => call.operation === operation).length > skip, `${about}: it was not hit`)
  assert.ok(made.length <= most, `${about}: ${made.length} requests, ${most} without a fault`)
  if (failure !== undefined) {
    assert.equal(failure.class, classOf(kind, operation), `${about}: ${failure.message}`)
    assert.equal(failure.retryAfterMs, kind === 'throttled' ? RETRY_AFTER_S * 1000 : undefined, about)
  }
  return { application, about }
}

/** Another orchestrator undoes it, or repeats it first: then it is as it should be, and in the end nothing is left. */
async function assertMended(
  world: IdentityWorld,
  { act, undo, done, undone }: Verb,
  { application, about }: Faulted,
  repeats: boolean,
): Promise<void> {
  const { other } = world
  if (repeats) {
    await act(other, application)
    assert.deepEqual(world.standing(), done, `${about}: repeated`)
  }
  await undo(other, application)
  assert.deepEqual(world.standing(), undone, `${about}: undone${repeats ? ' after it was repeated' : ''}`)
  await remove(other, application)
  assert.deepEqual(world.standing(), NOTHING, `${about}: removed`)
}

async function failureOf(call: Promise<unknown>): Promise<Failure | undefined> {
  try {
    await call
    return undefined
  } catch (thrown) {
    assert.ok(thrown instanceof Failure, String(thrown))
    return thrown
  }
}
