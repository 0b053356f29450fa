import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'
import { after, describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { connectRedis } from '../../src/redis/connect.ts'

assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
const REAL = new URL(process.env.REDIS_URL)

/** A way to Redis that tells each piece that is sent, and can keep its answers back. */
async function gateway() {
  const pieces: string[] = []
  const piece = Promise.withResolvers<undefined>()
  let upstream: Socket | undefined
  const server = createServer((client) => {
    upstream = createConnection(Number(REAL.port), REAL.hostname)
    client.on('data', (data) => {
      pieces.push(data.toString())
      if (data.includes('second')) piece.resolve(undefined)
    })
    client.pipe(upstream).pipe(client)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const url = new URL(REAL)
  url.host = `127.0.0.1:${address.port}`
  return {
    ...{ pieces, second: piece.promise, url: url.href },
    hold: () => upstream?.pause(),
    open: () => upstream?.resume(),
    close: () => server.close(),
  }
}

describe('a batching connection', async () => {
  const gate = await gateway()
  const redis = connectRedis(gate.url, { onError: (error) => assert.fail(error), batching: true })
  await once(redis, 'ready')
  const key = `batching:${randomUUID()}`
  after(async () => {
    await redis.del(key)
    redis.disconnect()
    gate.close()
  })

  it('sends a turn in one piece, the next before that is answered, and has all answers in order', async () => {
    await redis.ping()
    gate.pieces.length = 0
    gate.hold()
    const lengths: Promise<number>[] = ['first-1', 'first-2', 'first-3'].map((value) => redis.rpush(key, value))
    await turn()
    for (const value of ['second-1', 'second-2']) lengths.push(redis.rpush(key, value))
    await gate.second
    assert.deepEqual(
      gate.pieces.map((text) => text.match(/(?:first|second)-\d/g)),
      [
        ['first-1', 'first-2', 'first-3'],
        ['second-1', 'second-2'],
      ],
    )
    gate.open()
    assert.deepEqual(await Promise.all(lengths), [1, 2, 3, 4, 5])
    assert.deepEqual(await redis.lrange(key, 0, -1), ['first-1', 'first-2', 'first-3', 'second-1', 'second-2'])
  })

  it('sends again, in their order, what a broken connection has not answered', async () => {
    await redis.del(key)
    gate.hold()
    const sent = ['1', '2', '3'].map((value) => redis.set(key, value))
    await turn()
    redis.stream.destroy()
    assert.deepEqual(await Promise.all(sent), ['OK', 'OK', 'OK'])
    assert.equal(await redis.get(key), '3')
  })
})
