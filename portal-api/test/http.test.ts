import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { inventoryKey, MAX_TASK_BYTES, taskKey } from '#contract'
import { assertProblem, startFreshPortal, teamTask, TOKEN, type Portal } from './support/portal.ts'

const Resources = z.object({
  resources: z.array(z.object({ type: z.string(), id: z.string(), children: z.number() })),
})

describe('HTTP', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('http')))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  it('answers /health and /ready without a token', async () => {
    for (const path of ['/health', '/ready']) assert.equal((await fetch(`${portal.url}${path}`)).status, 200, path)
  })

  it('refuses everything else without the token, also what does not exist', async () => {
    const given = [undefined, 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, `Bearer ${TOKEN} x`]
    for (const authorization of given) {
      for (const path of ['/api/tasks', '/api/resources', '/api/events', '/nothing']) {
        const response = await fetch(
          `${portal.url}${path}`,
          authorization === undefined ? {} : { headers: { authorization } },
        )
        await assertProblem(response, 401, 'UNAUTHORIZED')
        assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="slipway"')
      }
    }
  })

  it('takes the scheme of the token in any case', async () => {
    const response = await fetch(`${portal.url}/api/resources`, { headers: { authorization: `bearer ${TOKEN}` } })
    assert.equal(response.status, 200)
  })

  it('answers 404 for an unknown address, 405 with Allow for an unknown method', async () => {
    await assertProblem(await portal.fetch('/api/nothing'), 404, 'NOT_FOUND')
    await assertProblem(await portal.fetch('/api/%E0%A4%A'), 400, 'INVALID_REQUEST')
    const put = await portal.fetch('/api/tasks', { method: 'PUT', body: 'x' })
    await assertProblem(put, 405, 'METHOD_NOT_ALLOWED')
    assert.equal(put.headers.get('allow'), 'POST, GET, HEAD')
    const patch = await portal.fetch('/api/tasks/some-id', { method: 'PATCH' })
    await assertProblem(patch, 405, 'METHOD_NOT_ALLOWED')
    assert.equal(patch.headers.get('allow'), 'GET, HEAD, DELETE')
    assert.equal((await portal.fetch('/api/events', { method: 'HEAD' })).status, 405)
  })

  it('refuses a body that is no JSON or of another type', async () => {
    for (const body of ['{', '', '{"a":1,}', '"\u0000'])
      await assertProblem(await portal.post(body), 400, 'MALFORMED_TASK')
    await assertProblem(await portal.post('{"__proto__":{"a":1}}'), 400, 'MALFORMED_TASK')
    const typed = (type: string) =>
      portal.fetch('/api/tasks', { method: 'POST', headers: { 'content-type': type }, body: '{}' })
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
      await assertProblem(await typed(type), 415, 'UNSUPPORTED_MEDIA_TYPE')
    }
  })

  it('answers what is no request, or too much of one, with a problem, and closes the connection', async () => {
    const { port } = new URL(portal.url)
    const long = 'a'.repeat(20_000)
    const cases = [
      ['FOO /health HTTP/1.1\r\nHost: x', 400, 'INVALID_REQUEST'],
      ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6', 400, 'INVALID_REQUEST'],
      ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked', 400, 'INVALID_REQUEST'],
      ['GET / HTTP/1.1\r\nHost: x\r\nX: a\0b', 400, 'INVALID_REQUEST'],
      [`GET /${long} HTTP/1.1\r\nHost: x`, 431, 'HEADERS_TOO_LARGE'],
      [`GET / HTTP/1.1\r\nHost: x\r\nX: ${long}`, 431, 'HEADERS_TOO_LARGE'],
    ] as const
    for (const [request, status, code] of cases) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.write(`${request}\r\n\r\n`)
      const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
      const [, told] = /^HTTP\/1\.1 (\d+) [\s\S]*Content-Type: application\/problem\+json/.exec(head) ?? []
      const problem = z.object({ status: z.int(), code: z.string() }).parse(JSON.parse(body))
      assert.deepEqual([told, problem.status, problem.code], [String(status), status, code], request.slice(0, 60))
    }
  })

  it('names what is too much in a request, as a field of it', async () => {
    const fieldsOf = async (response: Response, status: number, code: string) =>
      (await assertProblem(response, status, code)).errors?.map(({ field }) => field)
    assert.deepEqual(await fieldsOf(await portal.fetch('/api/teams?one=1&two=2'), 400, 'INVALID_REQUEST'), [
      'one',
      'two',
    ])
    const { payload, ...task } = teamTask()
    const sent = await portal.post({ ...task, payload: { ...payload, extra: 1, more: 2 } })
    assert.deepEqual(await fieldsOf(sent, 422, 'INVALID_PAYLOAD'), ['payload.extra', 'payload.more'])
  })

  it('refuses a payload of 5 MB, and one a byte over the limit', async () => {
    const padded = (bytes: number) => {
      const task = JSON.stringify(teamTask())
      return `${task}${' '.repeat(bytes - task.length)}`
    }
    await assertProblem(await portal.post(padded(5_000_000)), 413, 'PAYLOAD_TOO_LARGE')
    await assertProblem(await portal.post(padded(MAX_TASK_BYTES + 1)), 413, 'PAYLOAD_TOO_LARGE')
    assert.equal((await portal.post(padded(MAX_TASK_BYTES))).status, 202)
  })

  it('hides what went wrong inside, and logs it', async () => {
    await portal.redis.hset(taskKey('broken-record'), 'status', 'no-such-status')
    const problem = await assertProblem(await portal.fetch('/api/tasks/broken-record'), 500, 'INTERNAL')
    assert.doesNotMatch(problem.detail, /status|zod|no-such/i)
    assert.match(portal.log.join(''), /no-such-status|invalid_value|Invalid option/i)
  })

  it('never logs the token or a payload', async () => {
    const task = teamTask()
    assert.equal(
      (await portal.post({ ...task, payload: { ...task.payload, name: 'a-name-not-to-be-logged' } })).status,
      202,
    )
    await assertProblem(await portal.post({ ...task, type: 'x', secret: 'not-to-be-logged' }), 400, 'MALFORMED_TASK')
    await assertProblem(await portal.fetch('/api/nowhere?code=not-to-be-logged'), 404, 'NOT_FOUND')
    const log = portal.log.join('')
    assert.match(log, /"path":"\/api\/tasks","status":400,"ms":\d+,"by":"portal","ip":"[\d.]+","code":"MALFORMED_TASK"/)
    assert.doesNotMatch(log, new RegExp(`${TOKEN}|not-to-be-logged`))
  })

  it('lists what stands, filtered, with children and without sealed secrets', async () => {
    const at = '2026-01-15T10:30:00Z'
    const record = (type: 'team' | 'workspace' | 'sandbox', id: string, over: object = {}) =>
      portal.redis.hset(
        inventoryKey(type),
        id,
        JSON.stringify({
          ...{ type, id, slug: `slug-${id}`, status: 'active', metadata: { agent_webhook_secret: '[redacted]' } },
          ...{ task_id: 'task', created_at: at, updated_at: at, sealed: { client_secret: 'sealed-secret' } },
          ...over,
        }),
      )
    await record('sandbox', 's1', { parent_id: 'same' })
    await record('workspace', 'same', { parent_id: 'same' })
    await record('team', 'same', { status: 'suspended' })
    const list = async (query: string) => {
      const text = await (await portal.fetch(`/api/resources${query}`)).text()
      assert.doesNotMatch(text, /sealed/)
      return Resources.parse(JSON.parse(text)).resources.map(({ type, id, children }) => [type, id, children])
    }
    const [team, workspace, sandbox] = [
      ['team', 'same', 1],
      ['workspace', 'same', 1],
      ['sandbox', 's1', 0],
    ]
    assert.deepEqual(await list(''), [team, workspace, sandbox])
    assert.deepEqual(await list('?type=sandbox'), [sandbox])
    assert.deepEqual(await list('?status=suspended'), [team])
    assert.deepEqual(await list('?type=sandbox&status=suspended'), [])
    for (const query of ['?type=planet', '?status=x', '?other=1', '?type=team&type=sandbox']) {
      await assertProblem(await portal.fetch(`/api/resources${query}`), 400, 'INVALID_REQUEST')
    }
  })
})
