import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { EVENT_STREAM } from '#contract'
import { databaseUrl, startFreshPortal, startPortal, teamTask, TOKEN, type Portal } from './support/portal.ts'
import { sentEvents, take, takeAll } from './support/sse.ts'

describe('readers of events', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('readers')))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  /** More than the buffers between two processes hold, if there are many. */
  const addLarge = async (count: number) => {
    const data = JSON.stringify({ type: 'x', text: 'x'.repeat(12_000) })
    for (let left = count; left > 0; left -= 100) {
      const pipeline = portal.redis.pipeline()
      for (let n = 0; n < 100; n += 1) pipeline.xadd(EVENT_STREAM, '*', 'channel', 'c', 'task_id', 't', 'data', data)
      await pipeline.exec()
    }
  }
  const connectWithoutReading = async (url: string) => {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port) })
    await once(socket, 'connect')
    socket.write(`GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`)
    await once(socket, 'readable')
    return socket.pause()
  }
  /** A task in its lane, as a client would have sent it. */
  const waitingTask = async () => {
    const task = teamTask()
    assert.equal((await portal.post(task)).status, 202)
    return task
  }

  it('drops a reader that takes nothing, tells it so, and drops nobody else', async () => {
    const other = sentEvents(await portal.fetch('/api/events'))
    const socket = await connectWithoutReading(portal.url)
    const closed = once(socket, 'close')
    const total = 3_500
    const reading = take(other, total)
    await addLarge(total)
    assert.equal((await reading).length, total)
    await other.return(undefined)
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-1_000)))
    socket.resume()
    await closed
    assert.match(text, /event: dropped\ndata: \{"message":"The reader fell 2000 events behind and was dropped."\}/)
  })

  it('shuts down in spite of a reader that takes nothing', async () => {
    await using second = await startPortal(databaseUrl('readers'))
    await second.ready()
    const socket = await connectWithoutReading(second.url)
    await addLarge(1_500)
    await second.close()
    socket.destroy()
  })

  it('ends every stream when it shuts down', async () => {
    await using second = await startPortal(databaseUrl('readers'))
    await second.ready()
    const all = takeAll(await second.fetch('/api/events'))
    const { id } = await waitingTask()
    const ofTask = takeAll(await second.fetch(`/api/tasks/${id}/events`))
    await second.close()
    assert.deepEqual(await Promise.all([all, ofTask]), [[], []])
  })

  it('closes when the client leaves', async () => {
    const open = () => portal.followed.size
    while (open() > 0) await portal.fetch('/health') // those of the tests before
    const { id } = await waitingTask()
    const leaving = new AbortController()
    // Held until the end: fetch gives up a response that nobody holds any more.
    const responses = [
      await portal.fetch('/api/events', { signal: leaving.signal }),
      await portal.fetch(`/api/tasks/${id}/events`, { signal: leaving.signal }),
    ]
    assert.equal(open(), 2)
    leaving.abort()
    while (open() > 0) await portal.fetch('/health')
    assert.deepEqual(
      responses.map(({ status }) => status),
      [200, 200],
    )
  })

  /** All that a connection answers to what is written to it, until `end` has come. */
  const exchange = async (requests: string, end: RegExp): Promise<string> => {
    const { hostname, port } = new URL(portal.url)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(requests.replaceAll('TOKEN', TOKEN))
    let text = ''
    for await (const chunk of socket.setEncoding('latin1')) {
      text += String(chunk)
      if (text.includes('retry: 1000')) await addLarge(100)
      if (end.test(text)) break
    }
    return text
  }

  it('sends the headers of every answer, and each event as a chunk', async () => {
    const text = await exchange('GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer TOKEN\r\n\r\n', /data: /)
    const [head = ''] = text.split('\r\n\r\n', 1)
    for (const header of ['content-type: text/event-stream', 'transfer-encoding: chunked', 'cache-control: no-store'])
      assert.ok(head.toLowerCase().includes(header), head)
    assert.match(head, /content-security-policy: default-src 'none'/i)
    const body = text.slice(head.length, head.length + 100)
    const [, size = ''] =
      /^\r\n\r\nd\r\nretry: 1000\n\n\r\n([0-9a-f]+)\r\nid: [\d-]+\nevent: x\ndata: \{/.exec(body) ?? []
    assert.ok(Number.parseInt(size, 16) > 12_000, body)
  })

  it('writes no chunks to who speaks HTTP/1.0', async () => {
    const text = await exchange('GET /api/events HTTP/1.0\r\nauthorization: Bearer TOKEN\r\n\r\n', /data: /)
    assert.doesNotMatch(text, /transfer-encoding/i)
    assert.match(text, /\r\n\r\nretry: 1000\n\nid: [\d-]+\nevent: x\n/)
  })

  it('comes after the answers that its connection owes before', async () => {
    const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer TOKEN\r\n\r\n`
    const text = await exchange(`${request('/api/resources')}${request('/api/events')}`, /\r\nid: [\d-]+\nevent: x\n/)
    const [first, second] = [text.indexOf('application/json'), text.indexOf('text/event-stream')]
    assert.ok(first > 0 && second > first, text.slice(0, 2_000))
  })

  it('is over with its connection also where it still waits for its turn on that', async () => {
    const { hostname, port } = new URL(portal.url)
    const socket = connect({ host: hostname, port: Number(port) })
    const before = new Set(portal.followed)
    const opened = () => [...portal.followed].filter((each) => !before.has(each)).length
    socket.write(`GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`.repeat(2))
    while (opened() < 2) await portal.fetch('/health')
    socket.destroy()
    while (opened() > 0) await portal.fetch('/health')
  })

  it('sends a comment from time to time when nothing happens', async () => {
    await using second = await startPortal(databaseUrl('readers'), 10)
    await second.ready()
    const response = await second.fetch('/api/events')
    assert.ok(response.body)
    let text = ''
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk
      if (text.split(': still here\n\n').length > 2) break
    }
    assert.match(text, /^retry: 1000\n\n(: still here\n\n)+$/)
  })
})
