import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { AGENT_OUTPUT_BYTES, AGENT_OUTPUT_CHANNEL, agentKey, agentOutputKey, REDACTED, taskKey } from '#contract'
import { createAgentRecords } from '../../orchestrator/src/redis/agent-records.ts'
import { frameOf } from '../../portal-api/src/events/frame.ts'
import { patiently } from '../../portal-api/src/agents/patience.ts'
import { createOutputHub } from '../../portal-api/src/agents/output-hub.ts'
import { assertProblem, startPortal, TOKEN, type Portal } from '../../portal-api/test/support/portal.ts'
import { sentEvents, take, takeAll } from '../../portal-api/test/support/sse.ts'
import { redisUrl } from './support/board.ts'

const Output = z.object({ start: z.number(), end: z.number(), text: z.string() })

/** Milliseconds after which a reader that takes nothing is slow, in these tests. */
const SLOW_MS = 300

describe('GET /api/agents/{task_id}/output', () => {
  const stack = new AsyncDisposableStack()
  let portal: Portal
  let redis: Redis
  before(async () => {
    redis = stack.adopt(new Redis(redisUrl()), (each) => each.disconnect())
    portal = stack.use(await startPortal(redisUrl(), undefined, SLOW_MS))
    await portal.ready()
  })
  after(() => stack.disposeAsync())

  /** An agent's task that has begun, or that still waits. */
  const task = async ({ begun = true, type = 'agent' } = {}) => {
    const [id, at] = [randomUUID(), new Date().toISOString()]
    const records = createAgentRecords(redis)
    const status = (name: string) => redis.hset(taskKey(id), 'status', name)
    const record = {
      ...{ id, type: 'agent.run', status: 'processing', user_id: 'u', resource_type: type, resource_id: 'w-one' },
      ...{ step: 0, total_steps: 0, message: '', percentage: 0, attempt: 1, created_at: at, updated_at: at },
    }
    await redis.hset(taskKey(id), record)
    const subject = { task_id: id, workspace_slug: 'w', sandbox_slug: id, card_id: 'c', column: 'Testing' }
    if (begun) await records.begin({ ...subject, agent: 'claude', agent_type: 'qa' })
    stack.defer(async () => {
      await redis.del(taskKey(id), agentKey(id), agentOutputKey(id), `agents:w-${id}`)
    })
    let end = 0
    return {
      ...{ id, records, status, path: `/api/agents/${id}/output` },
      print: (text: string) => records.append(id, (end += Buffer.byteLength(text)), text),
    }
  }
  const texts = (events: readonly { event: string | undefined; data: Record<string, unknown> }[]) =>
    events
      .filter(({ event }) => event === 'output')
      .map(({ data }) => Output.parse(data).text)
      .join('')

  it('replays what was printed, follows what is, and ends with the result', async () => {
    const { id, records, print, path } = await task()
    await print('one\n')
    const events = sentEvents(await portal.fetch(path))
    assert.deepEqual((await take(events, 1))[0]?.data, { start: 0, end: 4, text: 'one\n' })
    await print('zwei ü\n')
    assert.deepEqual((await take(events, 1))[0]?.data, { start: 4, end: 12, text: 'zwei ü\n' })
    await records.end(id, { status: 'completed', result: { success: true, reason: 'done' } })
    const [end] = await take(events, 1)
    assert.deepEqual([end?.event, end?.id], ['end', '12:end'])
    assert.equal((await events.next()).done, true)
    const shown = z.looseObject({ ended_at: z.string() }).parse(await (await portal.fetch(`/api/agents/${id}`)).json())
    assert.deepEqual(end?.data, shown)
    assert.deepEqual([shown.status, shown.result], ['completed', { success: true, reason: 'done' }])
    assert.ok(!('callback_url' in shown))
  })

  it('replays from any offset, that of the query or of the last event that was seen', async () => {
    const { id, records, print, path } = await task()
    const lines = ['first\n', 'zwölf\n', '🚀🚀\n', 'last\n']
    for (const line of lines) await print(line)
    await records.end(id, { status: 'failed', failure: { code: 'NO_CHANGES', message: 'It changed nothing' } })
    const whole = Buffer.from(lines.join(''))
    for (let offset = 0; offset <= whole.length; offset += 1) {
      const events = await takeAll(await portal.fetch(`${path}?offset=${offset}`))
      const at = whole.subarray(offset).findIndex((byte) => (byte & 0xc0) !== 0x80) // the next character
      assert.equal(texts(events), at < 0 ? '' : whole.toString('utf8', offset + at), `from ${offset}`)
      assert.equal(events.at(-1)?.data.error_code, 'NO_CHANGES')
    }
    const seen = (last: string) => portal.fetch(`${path}?offset=0`, { headers: { 'last-event-id': last } })
    assert.equal(texts(await takeAll(await seen('6'))), lines.slice(1).join(''))
    assert.equal((await seen(`${whole.length}:end`)).status, 204)
    for (const offset of ['-1', 'x', '1.5', '9'.repeat(16)])
      await assertProblem(await portal.fetch(`${path}?offset=${offset}`), 400, 'INVALID_REQUEST')
  })

  it('holds the same bytes once, whoever appends them and however they are cut, and no credentials', async () => {
    const { id, records, path } = await task()
    const lines = ['a\n', 'b\n', 'Authorization: Bearer abcdefghijklmnopqrst\n', 'd\n']
    const offsets = lines.map((_line, at) => Buffer.byteLength(lines.slice(0, at + 1).join('')))
    const append = (from: number, to: number) =>
      records.append(id, offsets[to] ?? 0, lines.slice(from, to + 1).join(''))
    await append(0, 0)
    await Promise.all([append(0, 1), append(1, 2), append(0, 2), append(0, 1)])
    await append(0, 1)
    await append(0, 3)
    await records.end(id, { status: 'cancelled' })
    const text = texts(await takeAll(await portal.fetch(path)))
    assert.equal(text, `a\nb\nAuthorization: Bearer ${REDACTED}\nd\n`)
  })

  it('keeps a bounded number of bytes, and tells who asks for older ones', async () => {
    const { id, records, print, path } = await task()
    const line = `${'x'.repeat(1024 * 1024 - 1)}\n`
    for (let n = 0; n < 20; n += 1) await print(line)
    await records.end(id, { status: 'completed' })
    const kept = await redis.xlen(agentOutputKey(id))
    assert.ok(kept * line.length <= AGENT_OUTPUT_BYTES + line.length && kept >= 16, `${kept} are kept`)
    const events = sentEvents(await portal.fetch(path))
    const [gap, first] = await take(events, 2)
    await events.return(undefined)
    assert.deepEqual([gap?.event, gap?.data.requested, gap?.data.from], ['gap', 0, first?.data.start])
    assert.equal(first?.data.start, (20 - kept) * line.length)
  })

  it('waits for a task that has not begun, and ends with one that never did', async () => {
    const { id, path, status } = await task({ begun: false })
    const all = takeAll(await portal.fetch(path))
    await status('failed')
    await redis.publish(AGENT_OUTPUT_CHANNEL, id)
    const [end] = await all
    assert.deepEqual([end?.event, end?.data.status], ['end', 'failed'])
  })

  it('answers 404 for what is no task, or not an agent’s', async () => {
    const { path } = await task({ begun: false, type: 'team' })
    for (const each of [path, `/api/agents/${randomUUID()}/output`, `/api/agents/${randomUUID()}`])
      await assertProblem(await portal.fetch(each), 404, 'TASK_NOT_FOUND')
    await assertProblem(await fetch(`${portal.url}${path}`), 401, 'UNAUTHORIZED')
  })

  it('tells a reader that took nothing for too long, if it goes on, that it is dropped', async () => {
    async function* source() {
      yield frameOf('one', {})
      yield frameOf('two', {})
      await Promise.reject(new Error('is not read any more'))
    }
    const { frames } = patiently(source(), 0)
    const taken: string[] = []
    for await (const frame of frames) taken.push(frame.text.toString())
    assert.match(taken[0] ?? '', /^event: one\n/)
    assert.match(taken[1] ?? '', /^event: dropped\n/)
    assert.equal(taken.length, 2)
  })

  it('drops a reader that takes nothing', async () => {
    const { print, path } = await task()
    const megabyte = `${'y'.repeat(1024 * 1024 - 1)}\n`
    await print(megabyte)
    const { hostname, port } = new URL(portal.url)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`)
    await once(socket, 'readable')
    socket.pause()
    // More than the buffers between two processes hold.
    while (!portal.log.some((line) => line.includes('The reader took nothing for'))) await print(megabyte)
    const closed = once(socket, 'close')
    socket.on('error', () => undefined).resume()
    await closed
  })

  it('wakes who watches from time to time when nothing happens', async () => {
    const hub = createOutputHub(redis, 20)
    const watch = hub.watch('nothing')
    let news = await watch.next()
    while (news === 'grown') news = await watch.next() // what may have been missed before it was subscribed
    assert.equal(news, 'quiet')
    await hub.close()
    assert.equal(await watch.next(), 'closed')
    assert.equal(await hub.watch('late').next(), 'closed')
  })
})
