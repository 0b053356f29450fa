import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { z } from 'zod'
import { agentKey, agentOutputKey, taskKey } from '#contract'
import { createDeliver } from '../../orchestrator/src/deliveries/deliver.ts'
import type { Resolve } from '../../orchestrator/src/deliveries/post.ts'
import { createDeliveryQueue, DELIVERIES } from '../../orchestrator/src/deliveries/queue.ts'
import { startDeliveries } from '../../orchestrator/src/deliveries/worker.ts'
import type { AgentEnding } from '../../orchestrator/src/records/agents.ts'
import { createAgentRecords } from '../../orchestrator/src/redis/agent-records.ts'
import { createCardMoves } from '../../orchestrator/src/redis/card-moves.ts'
import { createCards } from '../../orchestrator/src/redis/cards.ts'
import { makeBoard, redisUrl, signed } from './support/board.ts'
import { startReceiver } from './support/receiver.ts'

const Body = z.looseObject({ task_id: z.string(), move: z.object({ from: z.string(), to: z.string() }).optional() })

const DONE: AgentEnding = { status: 'completed', result: { success: true, move_to: 'Code Review' } }

describe('Deliveries of results', () => {
  const stack = new AsyncDisposableStack()
  const log: string[] = []
  let board: Awaited<ReturnType<typeof makeBoard>>
  let deps: Parameters<typeof createDeliver>[0]
  let connection: Redis
  before(async () => {
    board = stack.use(await makeBoard())
    connection = stack.adopt(new Redis(redisUrl(), { maxRetriesPerRequest: null }), (redis) => redis.disconnect())
    const [records, cards] = [createAgentRecords(board.redis), createCards(board.redis)]
    deps = { records, cards, env: board.env, callbackUrl: undefined, allowedHosts: undefined }
  })
  after(async () => {
    const queue = new Queue(DELIVERIES.name, { connection, prefix: DELIVERIES.prefix })
    await queue.obliterate({ force: true })
    await queue.close()
    await stack.disposeAsync()
  })

  /** An agent's task, and what ends it: first what is known of its agent, then the task. */
  const task = async (callback_url: string | undefined, card_id: string = randomUUID()) => {
    const [id, at] = [randomUUID(), new Date().toISOString()]
    const records = createAgentRecords(board.redis)
    const { workspace_slug, sandbox_slug } = board
    const record = {
      ...{ id, type: 'agent.run', status: 'processing', user_id: 'u', created_at: at, updated_at: at, message: '' },
      ...{ step: 0, total_steps: 0, percentage: 0, attempt: 1 },
    }
    await board.redis.hset(taskKey(id), record)
    const subject = { task_id: id, workspace_slug, sandbox_slug, card_id, column: 'In Progress', callback_url }
    await records.begin({ ...subject, agent: 'claude', agent_type: 'developer' })
    stack.defer(async () => {
      await board.redis.del(taskKey(id), agentKey(id), agentOutputKey(id))
    })
    return {
      id,
      end: async (ending = DONE): Promise<void> => {
        await records.end(id, ending)
        const { code, message } = ending.failure ?? {}
        const failed = code === undefined ? {} : { error_code: code, error: message }
        await board.redis.hset(taskKey(id), { status: ending.status, ...failed })
      },
    }
  }
  const deliverNow = (id: string, over: Partial<typeof deps> = {}) =>
    createDeliver({ ...deps, ...over })(id, new AbortController().signal)

  it('waits for the end of the task, tries again what failed, and delivers once, signed', async () => {
    const answers = [{ status: 500 }, { status: 429, headers: { 'retry-after': '0' } }]
    await using receiver = await startReceiver(answers)
    const { id, end } = await task(`${receiver.url}?key=not-for-logs`)
    await using queue = createDeliveryQueue(connection, assert.ifError)
    await queue.schedule(id)
    const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) })
    await using _worker = startDeliveries({
      ...deps,
      connection,
      log: logger,
      onError: assert.ifError,
      firstRetryMs: 10,
    })
    await queue.schedule(id)
    await end()
    await receiver.count(3)
    while (!log.some((line) => line.includes('"result delivered"'))) await board.redis.ping()
    assert.equal(receiver.received.length, 3)
    for (const { headers, body } of receiver.received) {
      assert.equal(headers['x-webhook-signature'], signed(board.secret, body))
      assert.equal(headers['x-webhook-delivery'], id)
      assert.equal(headers['content-type'], 'application/json')
    }
    assert.ok(!log.join('').includes(board.secret) && !log.join('').includes('not-for-logs'))
  })

  it('moves the card only if it is still where it was', async () => {
    await using receiver = await startReceiver([])
    const moves = createCardMoves(board.redis)
    const moveOf = async (path: readonly string[], ending = DONE) => {
      const cardId = `card-${path.join()}`
      const { id, end } = await task(receiver.url, cardId)
      for (const to of path) {
        const card = { sandbox: board.slug, id: cardId }
        const unique = { delivery: randomUUID(), body: randomUUID(), dated: true }
        await moves.receive({ ...unique, card, from: undefined, to }, { status: 'ignored', reason: 'x' })
      }
      await end(ending)
      assert.equal((await deliverNow(id)).kind, 'accepted')
      return Body.parse(JSON.parse(receiver.received.at(-1)?.body ?? '')).move
    }
    const expected = { from: 'In Progress', to: 'Code Review' }
    assert.deepEqual(await moveOf([]), expected)
    assert.equal(await moveOf(['Testing']), undefined)
    assert.deepEqual(await moveOf(['Testing', 'in progress']), expected)
    assert.equal(await moveOf([], { status: 'completed', result: { move_to: 'In Progress' } }), undefined)
  })

  it('tells why a task failed', async () => {
    await using receiver = await startReceiver([])
    const { id, end } = await task(undefined)
    await end({ status: 'failed', failure: { code: 'GATE_FAILED', message: 'npm test ended with 1' } })
    assert.equal((await deliverNow(id, { callbackUrl: receiver.url })).kind, 'accepted')
    const { card, ...body } = Body.parse(JSON.parse(receiver.received[0]?.body ?? ''))
    assert.ok(card)
    assert.deepEqual(body, {
      ...{ event: 'agent.finished', task_id: id, workspace_slug: board.workspace_slug, sandbox_slug: 'one' },
      ...{ agent_type: 'developer', status: 'failed' },
      error: { code: 'GATE_FAILED', message: 'npm test ended with 1' },
    })
  })

  it('gives up what is not wanted, and follows nobody elsewhere', async () => {
    await using elsewhere = await startReceiver([])
    for (const answer of [{ status: 404 }, { status: 307, headers: { location: elsewhere.url } }]) {
      await using receiver = await startReceiver([answer])
      const { id, end } = await task(receiver.url)
      await end()
      const { kind, ...rest } = await deliverNow(id)
      assert.deepEqual([kind, rest], ['refused', { host: '127.0.0.1', reason: `answered ${answer.status}` }])
    }
    assert.deepEqual(elsewhere.received, [])
  })

  it('posts nothing to where machines find their credentials, also behind a name', async () => {
    const hosts = [
      '169.254.169.254',
      '2852039166',
      '[fe80::1]',
      '[::ffff:169.254.1.1]',
      '[fd00:ec2::254]',
      'board.test',
    ]
    const resolve: Resolve = () =>
      Promise.resolve([
        { address: '127.0.0.1', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ])
    for (const host of hosts) {
      const { id, end } = await task(`http://${host}:1/latest/meta-data`)
      await end()
      const outcome = await deliverNow(id, { resolve })
      assert.ok(outcome.kind === 'refused', `${host}: ${outcome.kind}`)
      assert.match(outcome.reason, /no address to post to/)
    }
  })

  it('posts to hosts that may be posted to, and connects to the address that was judged', async () => {
    await using receiver = await startReceiver([])
    const url = new URL(receiver.url)
    url.hostname = 'board.test'
    const { id, end } = await task(url.href)
    await end()
    const resolve: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    assert.equal((await deliverNow(id, { resolve, allowedHosts: ['other.test'] })).kind, 'refused')
    assert.equal((await deliverNow(id, { resolve, allowedHosts: ['board.test'] })).kind, 'accepted')
    assert.equal(receiver.received[0]?.headers.host, url.host)
  })

  it('tells apart what may work later from what there is nothing to do about', async () => {
    const { id, end } = await task('http://127.0.0.1:1/')
    assert.equal((await deliverNow(id)).kind, 'early')
    await end()
    const outcome = await deliverNow(id)
    assert.deepEqual(outcome, { kind: 'failed', reason: 'ECONNREFUSED', host: '127.0.0.1' })
    const never: Resolve = () => new Promise(() => undefined)
    const stopped = createDeliver({ ...deps, resolve: never, callbackUrl: 'http://board.test' })
    const silent = await task(undefined)
    await silent.end()
    assert.equal((await stopped(silent.id, AbortSignal.abort())).kind, 'failed')
    assert.deepEqual(await deliverNow(silent.id), { kind: 'dropped', reason: 'nobody asked for it' })
    assert.equal((await deliverNow(randomUUID())).kind, 'dropped')
  })
})
