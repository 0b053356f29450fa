import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { mutexKey } from '../../src/redis/keys.ts'
import { createMutex } from '../../src/redis/mutex.ts'

const CHILD = fileURLToPath(new URL('mutex.child.ts', import.meta.url))
const { signal } = new AbortController()

describe('mutex', () => {
  assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
  const url = process.env.REDIS_URL
  const connections: Redis[] = []
  const connect = () => {
    const redis = new Redis(url, { maxRetriesPerRequest: null })
    connections.push(redis)
    return redis
  }
  let redis: Redis
  before(() => (redis = connect()))
  after(() => {
    for (const each of connections) each.disconnect()
  })
  const aborted = (held: AbortSignal) =>
    new Promise((resolve) => held.addEventListener('abort', () => resolve(held.reason), { once: true }))

  it('is held by one at a time, of one process or several, and all come to it', async () => {
    const name = randomUUID()
    const processes = [createMutex(redis), createMutex(connect()), createMutex(connect())]
    const [order, holders]: [string[], Set<string>] = [[], new Set()]
    const work = (who: string) => async () => {
      assert.equal(holders.size, 0)
      holders.add(who)
      await turn()
      holders.delete(who)
      order.push(who)
    }
    const all = processes.flatMap((mutex, at) =>
      [0, 1, 2, 3, 4].map((n) => mutex.hold(name, signal, work(`${at} ${n}`))),
    )
    await Promise.all(all)
    assert.equal(order.length, 15)
    // Nobody takes it again as long as another process waits that asked before.
    assert.deepEqual(new Set(order.slice(0, 3).map((who) => who[0])), new Set(['0', '1', '2']))
    assert.equal(await redis.exists(mutexKey(name)), 0)
  })

  it('gives the result or the error of the work', async () => {
    const mutex = createMutex(redis)
    assert.equal(await mutex.hold(randomUUID(), signal, () => Promise.resolve(7)), 7)
    const failure = new Error('of the work')
    await assert.rejects(
      mutex.hold(randomUUID(), signal, () => Promise.reject(failure)),
      failure,
    )
  })

  it('lets go of who waits and is aborted, and goes on to the next', async () => {
    const name = randomUUID()
    const [mutex, elsewhere] = [createMutex(redis), createMutex(connect())]
    const reason = new Error('cancelled')
    const { promise: end, resolve: finish } = Promise.withResolvers<undefined>()
    const held = Promise.withResolvers<undefined>()
    const first = mutex.hold(name, signal, () => {
      held.resolve(undefined)
      return end
    })
    await held.promise
    const waiting = [mutex, elsewhere].map((each) => {
      const controller = new AbortController()
      const hold = each.hold(name, controller.signal, () => Promise.reject(new Error('it was never free')))
      controller.abort(reason)
      return hold
    })
    for (const each of waiting) await assert.rejects(each, reason)
    await assert.rejects(
      mutex.hold(name, AbortSignal.abort(reason), () => Promise.resolve()),
      reason,
    )
    const next = [mutex, elsewhere].map((each) => each.hold(name, signal, () => Promise.resolve('came')))
    finish(undefined)
    await first
    assert.deepEqual(await Promise.all(next), ['came', 'came'])
  })

  it('keeps its lease while the work goes on', async () => {
    const name = randomUUID()
    const leaseMs = 2_000 // So long that a busy machine does not lose it.
    const [mutex, elsewhere] = [createMutex(redis, { leaseMs }), createMutex(connect(), { leaseMs })]
    let ended = false
    const held = Promise.withResolvers<undefined>()
    const first = mutex.hold(name, signal, async (lease) => {
      held.resolve(undefined)
      // Renewed three times, it is held for longer than a lease.
      for (let seen = 0, ttl = leaseMs; seen < 3;) {
        const now = await redis.pttl(mutexKey(name))
        if (now > ttl) seen += 1
        ttl = now
        await turn()
      }
      assert.equal(lease.aborted, false)
      ended = true
    })
    await held.promise
    assert.equal(await elsewhere.hold(name, signal, () => Promise.resolve(ended)), true)
    await first
  })

  it('aborts the work when the lease is lost', async () => {
    const name = randomUUID()
    const reason = await createMutex(redis, { leaseMs: 300 }).hold(name, signal, async (held) => {
      await redis.set(mutexKey(name), 'somebody else')
      return aborted(held)
    })
    assert.ok(reason instanceof Error && 'code' in reason)
    assert.equal(reason.code, 'LEASE_LOST')
    assert.equal(await redis.get(mutexKey(name)), 'somebody else')
    await redis.del(mutexKey(name))
  })

  it('aborts the work before the lease can have run out when Redis does not answer, and still gives its result', async () => {
    const name = randomUUID()
    const alone = connect()
    const began = performance.now()
    const reason = await createMutex(alone, { leaseMs: 1_000 }).hold(name, signal, async (held) => {
      alone.disconnect()
      return aborted(held)
    })
    assert.ok(reason instanceof Error && 'code' in reason)
    assert.equal(reason.code, 'LEASE_LOST')
    assert.ok(performance.now() - began < 10_000)
  })

  it('comes to the next when its holder is killed', async () => {
    const name = randomUUID()
    const child = spawn(process.execPath, [CHILD, url, name, '400'], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    const next = createMutex(redis).hold(name, signal, () => Promise.resolve(child.killed))
    child.kill('SIGKILL')
    assert.equal(await next, true)
  })
})
