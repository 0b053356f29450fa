import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { CardMovedAnswer, parseTask, type ParsedTask } from '#contract'
import { createCardMoved } from '../../orchestrator/src/intake/card-moved.ts'
import { answerQuestions } from '../../orchestrator/src/intake/questions.ts'
import { loadPolicies } from '../../orchestrator/src/agent-policy/load.ts'
import { createCardMoves } from '../../orchestrator/src/redis/card-moves.ts'
import { createCards } from '../../orchestrator/src/redis/cards.ts'
import { assertProblem, startPortal, type Portal } from '../../portal-api/test/support/portal.ts'
import { makeBoard, redisUrl, signed } from './support/board.ts'

const PATH = '/api/webhooks/card-moved'
const JSON_TYPE = { 'content-type': 'application/json' }

describe('POST /api/webhooks/card-moved', () => {
  const stack = new AsyncDisposableStack()
  const enqueued: ParsedTask[] = []
  let portal: Portal
  let board: Awaited<ReturnType<typeof makeBoard>>
  before(async () => {
    board = stack.use(await makeBoard())
    portal = stack.use(await startPortal(redisUrl()))
    const connection = stack.adopt(new Redis(redisUrl(), { maxRetriesPerRequest: null }), (redis) => redis.disconnect())
    const cardMoved = createCardMoved({
      ...{ env: board.env, moves: createCardMoves(board.redis), policies: await loadPolicies('templates') },
      parse: parseTask,
      enqueue: (task) => Promise.resolve(void enqueued.push(task)),
    })
    const none = () => Promise.reject(new Error('not asked'))
    const answers = { plan: none, 'client-secret': none, 'card-moved': cardMoved, 'remove-leftover': none }
    const worker = answerQuestions({ connection, answers, onError: assert.ifError })
    stack.defer(() => worker.close())
    await portal.ready()
  })
  beforeEach(() => (enqueued.length = 0))
  after(() => stack.disposeAsync())

  /** As boards do, it sends again what nobody could answer in time. */
  const send = async (body: string, headers: Record<string, string> = {}): Promise<Response> => {
    const own = { 'x-webhook-signature': signed(board.secret, body), 'x-webhook-delivery': randomUUID(), ...headers }
    for (;;) {
      const all = { ...JSON_TYPE, ...own }
      const response = await fetch(`${portal.url}${PATH}`, { method: 'POST', body, headers: all })
      if (response.status !== 503) return response
      await response.body?.cancel()
    }
  }
  const answerOf = async (response: Response) => CardMovedAnswer.parse(await response.json())

  it('makes a task for the agent of the column', async () => {
    const options = { timeout_s: 60, gates: [['npm', 'test']], rebuild: true }
    const card = { id: 'c9', title: '"; rm -rf ~ #', column: 'To Do', labels: ['urgent'], colour: 'red' }
    const response = await send(board.move({ card, options, moved_by: 'user-1', callback_url: 'https://board.test/' }))
    assert.equal(response.status, 202)
    const [task] = enqueued
    assert.ok(task)
    const { payload, user_id, id, type } = task.envelope
    assert.deepEqual(await answerOf(response), { status: 'queued', task_id: id })
    assert.deepEqual([type, user_id, task.lane], ['agent.run', 'user-1', 'agents.high'])
    assert.deepEqual(payload, {
      ...options,
      workspace_slug: board.workspace_slug,
      sandbox_slug: 'one',
      agent_type: 'developer',
      callback_url: 'https://board.test/',
      card: { id: 'c9', title: '"; rm -rf ~ #', description: '', column: 'In Progress', labels: ['urgent'] },
    })
  })

  it('answers within a second, if only that nobody can answer', async () => {
    const url = new URL(redisUrl())
    url.pathname = '/8' // where no orchestrator answers
    await using alone = await startPortal(url.href)
    await alone.ready()
    const body = board.move()
    const headers = { 'x-webhook-signature': signed(board.secret, body), 'x-webhook-delivery': randomUUID() }
    const start = performance.now()
    const response = await alone.fetch(PATH, { ...{ method: 'POST', body }, headers: { ...headers, ...JSON_TYPE } })
    assert.equal(response.headers.get('retry-after'), '2')
    await assertProblem(response, 503, 'ORCHESTRATOR_UNAVAILABLE')
    assert.ok(performance.now() - start < 4_000, 'sooner than other questions')
  })

  it('refuses what is not signed with the secret of the sandbox, and tells nobody which sandboxes there are', async () => {
    const body = board.move()
    const unknown = board.move({ sandbox_slug: 'two' })
    const details = new Set<string>()
    const wrong: [string, string][] = [
      [body, signed('another secret', body)],
      [body, signed(board.secret, board.move({ to_column: 'Done' }))],
      [body, signed(board.secret, body).toUpperCase()],
      [body, signed(board.secret, body).replace('sha256=', '')],
      [unknown, signed(board.secret, unknown)],
      ['no JSON', signed(board.secret, 'no JSON')],
      ['{}', signed(board.secret, '{}')],
    ]
    for (const [text, signature] of wrong) {
      const problem = await assertProblem(
        await send(text, { 'x-webhook-signature': signature }),
        401,
        'SIGNATURE_INVALID',
      )
      details.add(problem.detail)
    }
    assert.equal(details.size, 1)
    const bare = { method: 'POST', body, headers: JSON_TYPE }
    await assertProblem(await portal.fetch(PATH, bare), 401, 'SIGNATURE_INVALID')
    assert.deepEqual(enqueued, [])
  })

  it('needs the id of the delivery', async () => {
    for (const id of ['', 'x'.repeat(129)])
      await assertProblem(await send(board.move(), { 'x-webhook-delivery': id }), 400, 'INVALID_REQUEST')
  })

  it('handles a delivery once, also when it comes twice at once', async () => {
    const [body, delivery] = [board.move(), randomUUID()]
    const answers = await Promise.all([1, 2, 3].map(() => send(body, { 'x-webhook-delivery': delivery })))
    const later = await send(board.move({ to_column: 'Done' }), { 'x-webhook-delivery': delivery })
    const told = await Promise.all([...answers, later].map(answerOf))
    const ids = new Set(enqueued.map(({ envelope }) => envelope.id))
    assert.equal(ids.size, 1)
    for (const answer of told) assert.deepEqual(answer, { status: 'queued', task_id: [...ids][0] })
  })

  it('takes a signed body that is sent again under another id for what it is', async () => {
    const body = board.move()
    const first = await answerOf(await send(body))
    assert.deepEqual(await answerOf(await send(body)), first)
    assert.equal(new Set(enqueued.map(({ envelope }) => envelope.id)).size, 1)
    const old = board.move({ moved_at: new Date(Date.now() - 25 * 3_600_000).toISOString() })
    assert.deepEqual(await answerOf(await send(old)), { status: 'ignored', reason: 'The move is more than a day old.' })
  })

  it('takes an undated move for a new one when the card has been back where it came from', async () => {
    const card = { id: 'back', title: 'x', column: 'x' }
    const there = board.move({ card, moved_at: undefined })
    const back = board.move({ card, moved_at: undefined, from_column: 'In Progress', to_column: 'To Do' })
    const ids: unknown[] = []
    for (const body of [there, there, back, there]) {
      const answer = await answerOf(await send(body))
      ids.push(answer.status === 'queued' ? answer.task_id : answer.reason)
    }
    assert.equal(ids[0], ids[1])
    assert.equal(new Set(ids).size, 3)
  })

  it('ignores what no agent is for, says why, and knows where the card is', async () => {
    const since = new Date()
    const ignored = async (over: Record<string, unknown>) => {
      const response = await send(board.move({ card: { id: 'card-2', title: 'x', column: 'x' }, ...over }))
      assert.equal(response.status, 200)
      const answer = await answerOf(response)
      assert.ok(answer.status === 'ignored')
      return answer.reason
    }
    assert.match(await ignored({ to_column: 'Icebox' }), /No agent acts in the column "Icebox"/)
    assert.equal(await createCards(board.redis).columnOf({ sandbox: board.slug, id: 'card-2' }, since), 'Icebox')
    assert.match(await ignored({ from_column: 'In Progress' }), /stayed/)
    await board.put({ ...board.sandbox, status: 'suspended' })
    assert.match(await ignored({}), /suspended/)
    await board.put(board.sandbox)
    assert.deepEqual(enqueued, [])
  })

  it('refuses a signed body that is wrong, and names the field', async () => {
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ card: { id: 'c', title: '', column: 'x' } }, /card\.title/],
      [{ event: 'card.deleted' }, /event/],
      [{ options: { working_dir: '/etc' } }, /working_dir/],
      [{ callback_url: 'file:///etc/passwd' }, /callback_url/],
    ]
    for (const [over, field] of wrong) {
      const { detail } = await assertProblem(await send(board.move(over)), 422, 'INVALID_PAYLOAD')
      assert.match(detail, field)
    }
    assert.deepEqual(enqueued, [])
  })
})
