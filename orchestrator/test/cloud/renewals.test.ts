import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, afterEach, beforeEach, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { startRedis } from '../../../scripts/setup/redis.ts'
import { createBreaker } from '../../src/drivers/breaker.ts'
import { FAILURES_TO_OPEN } from '../../src/drivers/circuit.ts'
import type { Certificates } from '../../src/drivers/certificates/port.ts'
import { createRenewals } from '../../src/redis/renewals.ts'
import { renewalsCheck } from '../../src/renewal/check.ts'
import { renewDue, type RenewalReport } from '../../src/renewal/renew-due.ts'
import { scheduleRenewals } from '../../src/renewal/schedule.ts'
import { acmeIn, makeDataDir, startAcmeWorld } from './support/acme.ts'
import { startAcmeProxy } from './support/acme-proxy.ts'

const HOUR_MS = 3_600_000
/** Pebble's certificates are good for 90 days here: due, and not ended. */
const DUE_IN_MS = 62 * 24 * HOUR_MS
const { signal } = new AbortController()

// A Redis of its own: there is one set of renewals in it.
const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-renewals-'))
const server = await startRedis({ dir: folder, signal })
const connect = () => new Redis(server.url, { maxRetriesPerRequest: null })
const redis = connect()
const renewals = createRenewals(redis)
const world = await startAcmeWorld()
after(async () => {
  redis.disconnect()
  await world[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

describe('renewals', { timeout: 120_000 }, () => {
  let dataDir: string
  let certificates: Certificates
  /** Milliseconds that the clock is ahead. */
  let ahead: number
  const now = () => new Date(Date.now() + ahead)
  beforeEach(async () => {
    ahead = 0
    dataDir = await makeDataDir()
    certificates = acmeIn(world, dataDir, { now })
    await redis.flushall()
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  const ensure = (host: string, owner = 'team:1') =>
    certificates.ensureCertificate(host, { owner, task: 'task-1' }, signal)
  const round = (isClaimed: (owner: string) => boolean = () => false): Promise<RenewalReport> =>
    renewDue({ certificates, renewals, now, isClaimed: (owner) => Promise.resolve(isClaimed(owner)) }, signal)
  const hours = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / HOUR_MS

  it('has not failed where the authority, taken to be down, was not asked', async () => {
    await ensure('away.example.test')
    ahead = DUE_IN_MS
    await using proxy = await startAcmeProxy(world.pebble)
    const settings = { ...world.settings, directoryUrl: proxy.directoryUrl }
    const breaker = createBreaker({ service: 'acme', onChange: () => undefined })
    certificates = acmeIn(world, dataDir, { now, settings, breaker })
    proxy.double.inject({ operation: 'directory', kind: 'status-500', times: Infinity })
    for (let n = 0; n < FAILURES_TO_OPEN; n += 1) await assert.rejects(ensure('new.example.test'))
    assert.equal(breaker.state(), 'open')
    proxy.double.heal()
    assert.deepEqual([await round(), await renewals.failed()], [{ renewed: [], failed: [] }, []])
    certificates = acmeIn(world, dataDir, { now, settings })
    assert.deepEqual(await round(), { renewed: ['away.example.test'], failed: [] })
  })

  it('renews what is due once, however many orchestrators there are', async () => {
    const hosts = ['one.example.test', 'two.example.test']
    for (const host of hosts) await ensure(host)
    const issued = world.pebble.issued()
    const all: string[] = []
    const seen = { rounds: 0, running: 0, most: 0 }
    const { promise: enough, resolve } = Promise.withResolvers<undefined>()
    const work = async (): Promise<void> => {
      seen.most = Math.max(seen.most, ++seen.running)
      const { renewed, failed } = await round()
      assert.deepEqual(failed, [])
      if (renewed.length > 0) ahead = 0 // by the authority's clock they are new
      all.push(...renewed)
      seen.running -= 1
      if (++seen.rounds >= 6) resolve(undefined)
    }
    ahead = DUE_IN_MS
    const connections = [connect(), connect()]
    const onError = (thrown: unknown) => assert.fail(String(thrown))
    const orchestrators = await Promise.all(
      connections.map((connection) => scheduleRenewals({ connection, everyMs: 100, round: work, onError })),
    )
    await enough
    await Promise.all(orchestrators.map((each) => each[Symbol.asyncDispose]()))
    for (const connection of connections) connection.disconnect()
    assert.deepEqual(all.sort(), hosts)
    assert.equal(seen.most, 1)
    assert.equal(world.pebble.issued(), issued + 2)
  })

  it('stops a round when its orchestrator stops', async () => {
    const { promise: begun, resolve } = Promise.withResolvers<undefined>()
    const reasons: unknown[] = []
    const connection = connect()
    const orchestrator = await scheduleRenewals({
      ...{ connection, everyMs: HOUR_MS },
      onError: (thrown) => assert.fail(String(thrown)),
      round: (stop) => {
        resolve(undefined)
        return new Promise((_, reject) => {
          stop.addEventListener('abort', () => {
            reasons.push(stop.reason)
            reject(new Error('stopped'))
          })
        })
      },
    })
    await begun
    await orchestrator[Symbol.asyncDispose]()
    connection.disconnect()
    assert.equal(reasons.length, 1)
  })

  it('leaves alone what a task may be about to remove, and what is not due', async () => {
    await ensure('mine.example.test', 'team:1')
    await ensure('claimed.example.test', 'team:2')
    assert.deepEqual(await round(), { renewed: [], failed: [] })
    ahead = DUE_IN_MS
    assert.deepEqual((await round((owner) => owner === 'team:2')).renewed, ['mine.example.test'])
  })

  it('keeps a failure where operators see it, and waits longer after each', async () => {
    const host = 'lost.example.test'
    await ensure(host)
    await world.pebble.unresolvable(host)
    ahead = DUE_IN_MS
    const report = await round()
    const [first] = report.failed
    assert.ok(first, JSON.stringify({ report, status: await certificates.status(signal) }))
    assert.equal(first.failure.code, 'CHALLENGE_FAILED')
    assert.equal(hours(first.failed_at, first.next_attempt), 1)
    assert.deepEqual(await renewals.failed(), [first])
    const findings = await renewalsCheck(renewals).check(signal)
    assert.deepEqual(
      findings.map(({ state }) => state),
      ['warning'],
    )

    assert.deepEqual(await round(), { renewed: [], failed: [] }) // too early
    ahead += HOUR_MS + 1_000
    const [second] = (await round()).failed
    assert.equal(second?.failures, 2)
    assert.equal(hours(second.failed_at, second.next_attempt), 2)

    await world.pebble.resolvable(host)
    ahead += 2 * HOUR_MS + 1_000
    assert.deepEqual((await round()).renewed, [host])
    assert.deepEqual(await renewals.failed(), [])
    assert.deepEqual(
      (await renewalsCheck(renewals).check(signal)).map(({ state }) => state),
      ['ok'],
    )
  })

  it('forgets failures of what was removed', async () => {
    const host = 'gone.example.test'
    await ensure(host)
    await world.pebble.unresolvable(host)
    ahead = DUE_IN_MS
    assert.equal((await round()).failed.length, 1)
    await certificates.remove({ kind: 'certificate', name: host }, { owner: 'team:1' }, signal)
    assert.deepEqual(await round(), { renewed: [], failed: [] })
    assert.deepEqual(await renewals.failed(), [])
  })

  it('asks an authority that is over its limits for nothing more, and waits as long as it says', async () => {
    await using proxy = await startAcmeProxy(world.pebble)
    const settings = { ...world.settings, directoryUrl: proxy.directoryUrl }
    certificates = acmeIn(world, dataDir, { settings, now })
    for (const host of ['a.example.test', 'b.example.test']) await ensure(host)
    ahead = DUE_IN_MS
    proxy.double.inject({ operation: 'newOrder', kind: 'throttled', retryAfterS: 5 * 3_600 })
    const { renewed, failed } = await round()
    assert.deepEqual(renewed, [])
    assert.deepEqual(
      failed.map(({ failure }) => failure.code),
      ['CERTIFICATE_THROTTLED'],
    )
    assert.equal(hours(failed[0]?.failed_at ?? '', failed[0]?.next_attempt ?? ''), 5)
    assert.equal(proxy.double.calls.at(-1)?.operation, 'newOrder')
    const put = failed.map(({ host }) => host)
    assert.equal(
      (await round()).renewed.some((host) => put.includes(host)),
      false,
    )
  })
})
