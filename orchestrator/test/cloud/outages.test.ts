/** The drivers of the clouds behind their breakers: what opens these, what does not, and what is asked meanwhile. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { Failure } from '#contract'
import type { Call } from '../../../test/doubles/kit/calls.ts'
import { EVERY_OPERATION, type Fault, type FaultKind } from '../../../test/doubles/kit/faults.ts'
import { testAuthority } from '../../../test/doubles/kit/tls.ts'
import { startAcme } from '../../../test/doubles/github/testing.ts'
import { createBreaker, type Breaker, type ServiceName } from '../../src/drivers/breaker.ts'
import { FAILURES_TO_OPEN, LONGEST_COOL_DOWN_MS, type CircuitState } from '../../src/drivers/circuit.ts'
import { acmeIn, makeDataDir, startAcmeWorld } from './support/acme.ts'
import { startAcmeProxy } from './support/acme-proxy.ts'
import { forgeOn } from './support/github-forge.ts'
import { startIdentityWorld } from './support/identity-world.ts'

assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
const redis = new Redis(process.env.REDIS_URL)
const acmeWorld = await startAcmeWorld({ nonceReject: 0 })
after(async () => {
  await acmeWorld[Symbol.asyncDispose]()
  redis.disconnect()
})

const { signal } = new AbortController()
const TIMEOUT_MS = 1_000

/** A driver on a service that can be made to fail. */
interface Subject extends AsyncDisposable {
  readonly calls: () => readonly Call[]
  readonly inject: (fault: Fault) => void
  readonly heal: () => void
  /** A verb that asks the service at least once. */
  act(): Promise<unknown>
}

const SUBJECTS: Readonly<Record<ServiceName, (breaker: Breaker) => Promise<Subject>>> = {
  async github(breaker) {
    const { github, token } = await startAcme()
    const dataDir = await mkdtemp(join(tmpdir(), 'slipway-outages-'))
    const settings = { apiUrl: github.apiUrl, token, dataDir, instance: randomUUID(), organisation: 'acme' }
    const forge = forgeOn({ ...settings, budget: randomUUID() }, redis, { breaker, timeoutMs: TIMEOUT_MS })
    return {
      calls: () => github.calls,
      inject: (fault) => github.inject(fault),
      heal: () => github.heal(),
      act: () => forge.list(signal),
      async [Symbol.asyncDispose]() {
        await github[Symbol.asyncDispose]()
        await rm(dataDir, { recursive: true })
      },
    }
  },

  async entra(breaker) {
    ;(await testAuthority()).trust()
    const world = await startIdentityWorld(redis)
    const identity = world.open(TIMEOUT_MS, breaker)
    return {
      calls: () => world.entra.calls,
      inject: (fault) => world.entra.inject(fault),
      heal: () => world.entra.heal(),
      act: () => identity.list(signal),
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
    }
  },

  async acme(breaker) {
    const dataDir = await makeDataDir()
    const proxy = await startAcmeProxy(acmeWorld.pebble)
    const settings = { ...acmeWorld.settings, directoryUrl: proxy.directoryUrl }
    const certificates = acmeIn(acmeWorld, dataDir, { settings, breaker, requestTimeoutMs: TIMEOUT_MS })
    const tag = { owner: 'team:1', task: 'task-1' }
    return {
      calls: () => proxy.double.calls,
      inject: (fault) => proxy.double.inject(fault),
      heal: () => proxy.double.heal(),
      act: () => certificates.ensureCertificate(`${randomUUID()}.example.test`, tag, signal),
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]()
        await rm(dataDir, { recursive: true })
      },
    }
  },
}

async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await call.then(
    () => undefined,
    (failure: unknown) => failure,
  )
  return thrown instanceof Failure ? thrown : assert.fail(`it failed with ${String(thrown)}`)
}

const OUTAGES: readonly FaultKind[] = ['reset', 'timeout', 'status-500', 'bad-gateway-after']
const ANSWERS: readonly FaultKind[] = ['throttled', 'throttled-silently', 'forbidden']

for (const [service, open] of Object.entries(SUBJECTS)) {
  describe(`an outage of ${service}`, { timeout: 120_000 }, () => {
    const start = async () => {
      let now = 0
      const changes: CircuitState[] = []
      const breaker = createBreaker({
        service: 'github',
        clock: () => now,
        onChange: ({ to }) => changes.push(to),
      })
      return { breaker, changes, subject: await open(breaker), pass: (ms: number) => void (now += ms) }
    }

    for (const kind of OUTAGES) {
      it(`opens the breaker (${kind}): nothing is asked until its time is up, then once, and when that is answered all goes on`, async () => {
        const { breaker, changes, subject, pass } = await start()
        await using double = subject
        await double.act()
        double.inject({ operation: EVERY_OPERATION, kind, times: Infinity })
        const codes: string[] = []
        for (let n = 0; n < FAILURES_TO_OPEN; n += 1) codes.push((await failureOf(double.act())).code)
        assert.deepEqual([codes.at(-1), breaker.state()], ['SERVICE_UNAVAILABLE', 'open'], codes.join(', '))

        const asked = double.calls().length
        const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(double.act())))
        for (const { code, waits } of failures) assert.deepEqual([code, waits], ['SERVICE_UNAVAILABLE', true])
        assert.equal(double.calls().length, asked, 'nothing was asked')

        pass(2 * LONGEST_COOL_DOWN_MS)
        const probes = await Promise.all(Array.from({ length: 20 }, () => failureOf(double.act())))
        for (const { code } of probes) assert.equal(code, 'SERVICE_UNAVAILABLE')
        assert.equal(double.calls().length, asked + 1, 'one of twenty was sent')

        double.heal()
        pass(2 * LONGEST_COOL_DOWN_MS)
        await Promise.all(Array.from({ length: 5 }, () => double.act()))
        assert.deepEqual(changes, ['open', 'half_open', 'open', 'half_open', 'closed'])
      })
    }

    for (const kind of ANSWERS) {
      it(`is not what ${kind} answers are`, async () => {
        const { changes, subject } = await start()
        await using double = subject
        double.inject({ operation: EVERY_OPERATION, kind, times: Infinity, retryAfterS: 1 })
        for (let n = 0; n < 2 * FAILURES_TO_OPEN; n += 1) {
          const { code } = await failureOf(double.act())
          assert.notEqual(code, 'SERVICE_UNAVAILABLE')
        }
        assert.deepEqual(changes, [])
      })
    }
  })
}

describe('an outage of the sign-in alone', () => {
  it('opens the breaker of Entra ID as one of Graph does', async () => {
    ;(await testAuthority()).trust()
    await using world = await startIdentityWorld(redis)
    let now = 0
    const breaker = createBreaker({ service: 'entra', clock: () => now, onChange: () => undefined })
    const identity = world.open(TIMEOUT_MS, breaker)
    for (const operation of ['openid-configuration', 'token'])
      world.entra.inject({ operation, kind: 'status-500', times: Infinity })
    for (let n = 0; n < FAILURES_TO_OPEN; n += 1) await failureOf(identity.list(signal))
    assert.equal(breaker.state(), 'open')
    const asked = world.entra.calls.length
    assert.ok(asked <= 2 * FAILURES_TO_OPEN, `${asked}`)
    const refused = await Promise.all(Array.from({ length: 20 }, () => failureOf(identity.list(signal))))
    assert.deepEqual(new Set(refused.map(({ code }) => code)), new Set(['SERVICE_UNAVAILABLE']))
    assert.equal(world.entra.calls.length, asked)
    world.entra.heal()
    now += 2 * LONGEST_COOL_DOWN_MS
    await identity.list(signal)
    assert.equal(breaker.state(), 'closed')
  })
})
