/** What open streams of events keep in a portal-api's memory, each and all together. Takes about 15 seconds. */
import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { EVENT_STREAM } from '#contract'
import { databaseUrl, TOKEN } from './support/portal.ts'

/** Bytes that one more stream may keep: 12,500 measured, of which Node's own HTTP server has 5,500. */
const MOST_BYTES = 16_000
/** Bytes that one more reader may keep who is 1,900 events of 12 KB behind. */
const MOST_BYTES_BEHIND = 64_000
const Listening = z.object({ msg: z.literal('listening'), url: z.url() })

describe('the memory of open streams', () => {
  const stack = new AsyncDisposableStack()
  const sockets: Socket[] = []
  let redis: Redis
  let portal: ChildProcess
  let url: URL

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-streams-'))
    stack.defer(() => rm(folder, { recursive: true, force: true }))
    redis = stack.adopt(new Redis(databaseUrl('streamMemory')), (each) => each.disconnect())
    await redis.flushdb()
    portal = fork(join(import.meta.dirname, '../src/main.ts'), {
      execArgv: ['--import', join(import.meta.dirname, 'support/heap-probe.ts')],
      env: { REDIS_URL: databaseUrl('streamMemory'), DATA_DIR: folder, PORTAL_TOKEN: TOKEN, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    const ended = once(portal, 'exit')
    stack.defer(async () => {
      for (const socket of sockets) socket.destroy()
      portal.kill()
      await ended
    })
    assert.ok(portal.stdout)
    for await (const line of createInterface({ input: portal.stdout })) {
      const up = Listening.safeParse(JSON.parse(line))
      if (up.success) url = new URL(up.data.url)
      if (up.success) break
    }
  })
  after(() => stack.disposeAsync())

  const kept = async (): Promise<number> => {
    portal.send('how much')
    return z.tuple([z.number(), z.unknown()]).parse(await once(portal, 'message'))[0]
  }
  const open = async (): Promise<Socket> => {
    const socket = connect({ host: url.hostname, port: Number(url.port) })
    sockets.push(socket)
    socket.on('error', () => undefined) // those that are cut off
    socket.write(`GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`)
    await once(socket, 'readable')
    return socket
  }
  const openMany = async (count: number): Promise<Socket[]> => {
    const opened: Socket[] = []
    while (opened.length < count) opened.push(...(await Promise.all(Array.from({ length: 50 }, open))))
    return opened
  }
  /** Resolves when a reader that keeps up has come to the last of so many events, with how many there were. */
  const happen = async (events: number, size: number): Promise<void> => {
    const reader = await open()
    const last = `last-${events}-${size}`
    const read = Promise.withResolvers<undefined>()
    let tail = ''
    reader.setEncoding('utf8').on('data', (text: string) => {
      if ((tail + text).includes(last)) read.resolve(undefined)
      tail = text.slice(-100)
    })
    for (let sent = 0; sent < events; sent += 100) {
      const pipeline = redis.pipeline()
      for (let n = sent; n < sent + 100; n += 1) {
        const data = JSON.stringify({ type: 'x', text: 'x'.repeat(size), name: n === events - 1 ? last : '' })
        pipeline.xadd(EVENT_STREAM, '*', 'channel', 'c', 'task_id', 't', 'data', data)
      }
      await pipeline.exec()
    }
    await read.promise
    reader.destroy()
  }

  it('is little more than a connection for each', async (context) => {
    await openMany(200)
    await happen(100, 100)
    const few = await kept()
    for (const socket of await openMany(500)) socket.resume()
    await happen(100, 100)
    const each = ((await kept()) - few) / 500
    context.diagnostic(`${Math.round(each)} bytes a stream`)
    assert.ok(each < MOST_BYTES, `${each} bytes a stream`)
    assert.ok(each > 1_000, 'the streams are open')
  })

  it('is bounded when all of them lag: what waits for them is the same bytes', async (context) => {
    for (const socket of sockets.splice(0)) socket.destroy()
    await happen(2_000, 12_000) // the newest events, which are kept for all
    const before = await kept()
    const readers = await openMany(50)
    await happen(1_900, 12_000)
    const each = ((await kept()) - before) / readers.length
    context.diagnostic(`${Math.round(each)} bytes a reader that is behind`)
    assert.ok(each < MOST_BYTES_BEHIND, `${each} bytes a reader`)
    await happen(1_000, 12_000)
    const ends = readers.map((reader) => once(reader.resume(), 'close'))
    await Promise.all(ends)
    context.diagnostic(`${readers.length} were dropped`)
  })
})
