import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { z } from 'zod'
import type { Certificates } from '../../src/drivers/certificates/port.ts'
import { acmeIn, type AcmeWorld, leftoversIn, makeDataDir, spawnVerb, startAcmeWorld } from './support/acme.ts'

const { signal } = new AbortController()
const Order = z.object({ token: z.string() })
const TAG = { owner: 'team:1', task: 'task-1' }
const thing = (name: string) => ({ kind: 'certificate', name }) as const

describe('ACME: processes that are killed, or work on one host at once', () => {
  let world: AcmeWorld
  let dataDir: string
  let certificates: Certificates
  before(async () => {
    world = await startAcmeWorld()
  })
  after(() => world[Symbol.asyncDispose]())
  beforeEach(async () => {
    dataDir = await makeDataDir()
    certificates = acmeIn(world, dataDir)
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  const ensure = (host: string) => certificates.ensureCertificate(host, TAG, signal)
  const nothingLeft = async () => {
    assert.deepEqual(await certificates.list(signal), [])
    assert.deepEqual(await leftoversIn(dataDir), [])
    assert.deepEqual(world.tokens(), [])
  }

  it('order one certificate together', async () => {
    for (const host of ['at-once.example.test', 'again.example.test', 'once-more.example.test']) {
      const issued = world.pebble.issued()
      await Promise.all(Array.from({ length: 5 }, () => acmeIn(world, dataDir).ensureCertificate(host, TAG, signal)))
      assert.equal(world.pebble.issued(), issued + 1)
      await certificates.remove(thing(host), TAG, signal)
    }
    await nothingLeft()
  })

  it('order one certificate, wherever one is killed between two answers of the authority', async () => {
    await ensure('warm.example.test') // so that the account is there
    let answers = 1
    for (let killed = true; killed; answers++) {
      const host = `killed-${answers}.example.test`
      const issued = world.pebble.issued()
      const child = spawnVerb(world, dataDir, 'ensure', host, TAG.owner, TAG.task, `answers:${answers}`)
      await once(child, 'exit')
      killed = child.signalCode === 'SIGKILL'
      await ensure(host)
      assert.equal(world.pebble.issued(), issued + 1, `killed after answer ${answers}`)
      await certificates.remove(thing(host), TAG, signal)
    }
    assert.ok(answers > 6, `${answers} answers`)
    assert.deepEqual(await leftoversIn(dataDir), [])
  })

  it('leave nothing of an order that nobody carries on', async () => {
    const host = 'undone.example.test'
    await ensure('warm.example.test')
    const child = spawnVerb(world, dataDir, 'ensure', host, TAG.owner, TAG.task, 'answers:5')
    await once(child, 'exit')
    assert.equal(child.signalCode, 'SIGKILL')
    const { token } = Order.parse(
      JSON.parse(await readFile(path.join(dataDir, 'certificates/acme/orders', host, 'order.json'), 'utf8')),
    )
    assert.ok(await world.challenges.find(token))
    assert.deepEqual((await certificates.list(signal)).map(({ name }) => name).sort(), [host, 'warm.example.test'])
    await certificates.remove(thing(host), { owner: TAG.owner, task: 'another' }, signal)
    assert.equal((await certificates.list(signal)).length, 2)
    await certificates.remove(thing(host), TAG, signal)
    await certificates.remove(thing('warm.example.test'), TAG, signal)
    await nothingLeft()
    assert.equal(await world.challenges.find(token), undefined)
  })
})
