import assert from 'node:assert/strict'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { Failure, type FailureCode } from '#contract'
import type { Certificates } from '../../src/drivers/certificates/port.ts'
import type { Preflight } from '../../src/drivers/preflight.ts'
import { acmeIn, type AcmeWorld, configuredFiles, leftoversIn, makeDataDir, startAcmeWorld } from './support/acme.ts'
import { freePort } from '../../../scripts/setup/free-port.ts'
import { startAcmeProxy } from './support/acme-proxy.ts'

const { signal } = new AbortController()
const TAG = { owner: 'team:1', task: 'task-1' }
const failsWith = (code: FailureCode, message: RegExp, retryable: boolean) => (thrown: unknown) => {
  assert.ok(thrown instanceof Failure)
  assert.equal(thrown.code, code)
  assert.match(thrown.message, message)
  assert.equal(thrown.retryable, retryable)
  return true
}
const worst = async (driver: Preflight) => (await driver.check(signal)).filter(({ state }) => state !== 'ok')

describe('ACME authority', () => {
  let world: AcmeWorld
  let dataDir: string
  let certificates: Certificates & Preflight
  before(async () => {
    world = await startAcmeWorld({ refused: ['refused.test'] })
  })
  after(() => world[Symbol.asyncDispose]())
  beforeEach(async () => {
    dataDir = await makeDataDir()
    certificates = acmeIn(world, dataDir)
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  const ensure = (host: string, driver = certificates) => driver.ensureCertificate(host, TAG, signal)
  const accountFiles = () => readdir(path.join(dataDir, 'certificates', 'acme'))
  const nothingLeft = async () => {
    assert.deepEqual(await certificates.list(signal), [])
    assert.deepEqual(await leftoversIn(dataDir), [])
    assert.deepEqual(world.tokens(), [])
  }

  it('keeps one account for all processes, its key sealed and from other users', async () => {
    assert.deepEqual(await worst(certificates), [])
    await assert.rejects(accountFiles(), { code: 'ENOENT' }) // who only looks registers nothing
    await Promise.all([ensure('one.example.test'), ensure('two.example.test', acmeIn(world, dataDir))])
    const [key = '', registration = '', ...more] = (await accountFiles())
      .filter((name) => name !== 'orders')
      .sort((a) => (a.endsWith('.key') ? -1 : 1))
    assert.deepEqual(more, [])
    for (const name of [key, registration]) {
      assert.equal((await stat(path.join(dataDir, 'certificates', 'acme', name))).mode & 0o777, 0o600)
    }
    assert.match(await readFile(path.join(dataDir, 'certificates', 'acme', key), 'utf8'), /^v1\.[\w-]+$/)
    const findings = await certificates.check(signal)
    assert.deepEqual(
      findings.map(({ state }) => state),
      ['ok', 'ok', 'ok'],
    )
  })

  it('keeps the account when its contact changes, and registers anew when the authority has lost it', async () => {
    await ensure('one.example.test')
    const settings = { ...world.settings, email: 'other@slipway.test' }
    await ensure('two.example.test', acmeIn(world, dataDir, { settings }))
    const folder = path.join(dataDir, 'certificates', 'acme')
    const files = (await accountFiles()).filter((name) => name.endsWith('.json'))
    const [first, second] = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')))
    assert.equal(first, second)

    const lost = JSON.stringify({ url: new URL('/my-account/lost', world.pebble.directoryUrl) })
    for (const name of files) await writeFile(path.join(folder, name), lost)
    assert.deepEqual(
      (await worst(certificates)).map(({ name, state }) => [name, state]),
      [['ACME account', 'warning']],
    )
    await assert.rejects(ensure('three.example.test'), failsWith('CERTIFICATE_FAILED', /accountDoesNotExist/, true))
    assert.deepEqual((await ensure('three.example.test')).names, ['three.example.test'])
  })

  it('says why a host could not be validated, once and for all', async () => {
    await world.pebble.unresolvable('nowhere.example.test')
    const expected = failsWith(
      'CHALLENGE_FAILED',
      /could not validate nowhere\.example\.test: .*could not resolve/,
      false,
    )
    await assert.rejects(ensure('nowhere.example.test'), expected)
    await nothingLeft()
  })

  it('says what the authority refuses', async () => {
    await assert.rejects(ensure('shop.refused.test'), failsWith('CERTIFICATE_REFUSED', /rejectedIdentifier/, false))
    await nothingLeft()
  })

  it('tells what is no ACME directory, at the start and in a task', async () => {
    for (const place of ['/', '/nonce-plz']) {
      const settings = { ...world.settings, directoryUrl: new URL(place, world.pebble.directoryUrl).href }
      const driver = acmeIn(world, dataDir, { settings })
      await assert.rejects(
        ensure('a.example.test', driver),
        failsWith('ACME_DIRECTORY_INVALID', /is no ACME directory/, false),
      )
      const [finding, ...others] = await driver.check(signal)
      assert.deepEqual(others, [])
      assert.ok(finding !== undefined && 'failure' in finding)
      assert.deepEqual([finding.state, finding.failure.code], ['failed', 'ACME_DIRECTORY_INVALID'])
    }
    const gone = { ...world.settings, directoryUrl: `https://127.0.0.1:${await freePort()}/directory` }
    await assert.rejects(
      ensure('a.example.test', acmeIn(world, dataDir, { settings: gone })),
      failsWith('CERTIFICATE_FAILED', /ECONNREFUSED/, true),
    )
    await nothingLeft()
  })

  it('orders by a profile that is offered, and names one that is not', async () => {
    await using proxy = await startAcmeProxy(world.pebble, {
      profiles: { classic: 'https://x.test/classic', shortlived: 'https://x.test/short' },
    })
    const withProfile = (profile: string) =>
      acmeIn(world, dataDir, { settings: { ...world.settings, directoryUrl: proxy.directoryUrl, profile } })
    await assert.rejects(
      ensure('a.example.test', withProfile('tlsserver')),
      failsWith('CERTIFICATE_REFUSED', /no profile "tlsserver".*classic, shortlived/, false),
    )
    assert.deepEqual(
      (await worst(withProfile('tlsserver'))).map(({ name, state }) => [name, state]),
      [['certificate profile', 'failed']],
    )
    assert.deepEqual(proxy.orders, [])
    await ensure('a.example.test', withProfile('shortlived'))
    const [order, ...repeated] = proxy.orders // as often as its nonce was refused
    assert.deepEqual(order, { identifiers: [{ type: 'dns', value: 'a.example.test' }], profile: 'shortlived' })
    for (const each of repeated) assert.deepEqual(each, order)
  })

  it('replaces what another authority has issued', async () => {
    await ensure('moved.example.test')
    const before = await configuredFiles(dataDir, 'moved.example.test')
    await using elsewhere = await startAcmeProxy(world.pebble)
    const moved = acmeIn(world, dataDir, { settings: { ...world.settings, directoryUrl: elsewhere.directoryUrl } })
    assert.deepEqual(
      (await moved.status(signal)).map(({ renewal_due }) => renewal_due),
      [true],
    )
    await ensure('moved.example.test', moved)
    assert.notDeepEqual(await configuredFiles(dataDir, 'moved.example.test'), before)
    assert.deepEqual(
      (await moved.status(signal)).map(({ renewal_due }) => renewal_due),
      [false],
    )
  })

  it('stops at once when it is told to, and carries on the same order later', async () => {
    await using proxy = await startAcmeProxy(world.pebble)
    const driver = acmeIn(world, dataDir, { settings: { ...world.settings, directoryUrl: proxy.directoryUrl } })
    proxy.double.inject({ operation: 'finalize', kind: 'timeout' })
    const [stop, reason, issued] = [new AbortController(), new Error('stop'), world.pebble.issued()]
    const stopped = driver.ensureCertificate('stopped.example.test', TAG, stop.signal)
    await proxy.double.nextCall('finalize')
    stop.abort(reason)
    await assert.rejects(stopped, reason)
    assert.equal((await driver.list(signal)).length, 1) // the order: an undo finds it
    await ensure('stopped.example.test', driver)
    assert.equal(world.pebble.issued(), issued + 1)
  })
})

describe('ACME authority that wants external accounts', () => {
  const KEY = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W'

  it('is given one, and one that is missing or wrong is named', async () => {
    await using world = await startAcmeWorld({ externalAccounts: { 'kid-1': KEY } })
    const dataDir = await makeDataDir()
    const as = (keyId: string, hmacKey: string) =>
      acmeIn(world, dataDir, { settings: { ...world.settings, externalAccount: { keyId, hmacKey } } })
    try {
      const without = acmeIn(world, dataDir)
      assert.deepEqual(
        (await worst(without)).map(({ name, state }) => [name, state]),
        [['ACME account', 'failed']],
      )
      await assert.rejects(
        without.ensureCertificate('a.example.test', TAG, signal),
        failsWith('CERTIFICATE_REFUSED', /ACME_EAB_KEY_ID/, false),
      )
      await assert.rejects(
        as('kid-2', KEY).ensureCertificate('a.example.test', TAG, signal),
        failsWith('CERTIFICATE_REFUSED', /./, false),
      )
      const right = as('kid-1', KEY)
      await right.ensureCertificate('a.example.test', TAG, signal)
      assert.deepEqual(await worst(right), [])
    } finally {
      await rm(dataDir, { recursive: true })
    }
  })
})
