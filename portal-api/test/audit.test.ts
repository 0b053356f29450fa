import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { z } from 'zod'
import { AUDIT_STREAM } from '../src/access/keys.ts'
import { AuditRecord } from '../src/audit/record.ts'
import {
  assertProblem,
  databaseUrl,
  startFreshPortal,
  startPortal,
  teamTask,
  TOKEN,
  type Portal,
} from './support/portal.ts'
import { getAs, makeToken, sessionCookie } from './support/tokens.ts'

const Page = z.object({ items: z.array(AuditRecord.extend({ id: z.string() })), next_cursor: z.string().optional() })
const DAY_MS = 24 * 60 * 60 * 1_000

describe('the audit', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('audit')))
  beforeEach(() => portal.redis.del(AUDIT_STREAM))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })
  const read = async (query = '') => Page.parse(await (await portal.fetch(`/api/audit${query}`)).json())
  const send = (path: string, token: string | undefined, body?: unknown, method = 'POST') =>
    fetch(`${portal.url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const refill = async (count: number) => {
    const [{ id: _id, ...record } = assert.fail('no record')] = (await read()).items
    const pipeline = portal.redis.pipeline()
    for (let n = 0; n < count; n += 1)
      pipeline.xadd(AUDIT_STREAM, '*', 'record', JSON.stringify({ ...record, request_id: String(n) }))
    await pipeline.exec()
  }

  it('has who did what, to what, when, from where, with what result and task, once the request is answered', async () => {
    const task = teamTask()
    const since = Date.now()
    assert.equal((await send('/api/tasks', TOKEN, task)).status, 202)
    const { items } = await read()
    const [{ id: _id, at, request_id, ...record } = assert.fail('no record'), ...more] = items
    assert.deepEqual(more, [])
    assert.ok(Date.parse(at) >= since && Date.parse(at) <= Date.now())
    assert.match(request_id, /^[\da-f-]{36}$/)
    assert.ok(portal.log.some((line) => line.includes(request_id)))
    assert.deepEqual(record, {
      ...{ actor: { id: 'portal', kind: 'root', name: 'PORTAL_TOKEN' }, action: 'task.create', target: '/api/tasks' },
      about: {
        ...{ id: task.id, type: 'team.provision', user_id: task.user_id },
        ...{ team_id: task.payload.team_id, team_slug: task.payload.team_slug, owner_id: task.payload.owner_id },
      },
      ...{ ip: '127.0.0.1', result: { status: 202 }, task_id: task.id },
    })
  })

  it('has failures and refusals as well, of anybody, and reading a client secret; other reading is not in it', async () => {
    const { id, token } = await makeToken(portal, { name: 'reader' })
    await portal.redis.del(AUDIT_STREAM)
    await send('/api/tasks', TOKEN, { wrong: true })
    await send('/api/tasks', token, teamTask())
    await send('/api/tasks', undefined, teamTask())
    await send('/api/nothing', TOKEN, {})
    await send('/api/tasks', TOKEN, undefined, 'PUT')
    await send('/api/tasks/no-such-task', TOKEN, undefined, 'DELETE')
    await getAs(portal, token, '/api/workspaces/ws-1/client-secret')
    await getAs(portal, token, '/api/tasks/none')
    const told = (await read()).items.map(({ actor, action, target, result, task_id }) => [
      ...[actor.id, action, target, result.status, result.code, task_id],
    ])
    assert.deepEqual(told.reverse(), [
      ['portal', 'task.create', '/api/tasks', 400, 'MALFORMED_TASK', undefined],
      [`token-${id}`, 'task.create', '/api/tasks', 403, 'FORBIDDEN', undefined],
      ['anonymous', 'task.create', '/api/tasks', 401, 'UNAUTHORIZED', undefined],
      ['portal', 'http.post', '/api/nothing', 404, 'NOT_FOUND', undefined],
      ['portal', 'http.put', '/api/tasks', 405, 'METHOD_NOT_ALLOWED', undefined],
      ['portal', 'task.cancel', '/api/tasks/no-such-task', 404, 'TASK_NOT_FOUND', 'no-such-task'],
      [`token-${id}`, 'clientSecret.get', '/api/workspaces/ws-1/client-secret', 403, 'FORBIDDEN', undefined],
    ])
  })

  it('holds no secret', async () => {
    const { token } = await makeToken(portal)
    await sessionCookie(portal, token)
    await send(`/api/nothing?token=${TOKEN}`, token, { token, slug: token, name: `Bearer ${token}` })
    await send(`/${token}`, token, {})
    const text = JSON.stringify([await portal.redis.xrange(AUDIT_STREAM, '-', '+'), await read()])
    assert.ok(text.includes('session.open'))
    assert.ok(!text.includes(token.slice(-43)) && !text.includes(TOKEN))
  })

  it('is read by admins, by actor, action, result and time, page by page', async () => {
    const { id, token } = await makeToken(portal, { scopes: ['tasks:write'] })
    await assertProblem(await getAs(portal, token, '/api/audit'), 403, 'FORBIDDEN')
    await send('/api/tasks', token, { wrong: true })
    await send('/api/tasks', TOKEN, teamTask())
    const actions = async (query: string) => (await read(query)).items.map(({ action }) => action)
    assert.deepEqual(await actions(`?actor=token-${id}`), ['task.create'])
    assert.deepEqual(await actions('?action=token.create'), ['token.create'])
    assert.deepEqual(await actions('?result=ok'), ['task.create', 'token.create'])
    assert.deepEqual(await actions('?result=failed'), ['task.create'])
    assert.deepEqual(await actions('?result=MALFORMED_TASK&action=token.create'), [])
    const soon = encodeURIComponent(new Date(Date.now() + 60_000).toISOString())
    assert.deepEqual(await actions(`?since=${soon}`), [])
    assert.equal((await actions(`?until=${soon}`)).length, 3)

    await refill(7)
    const seen: string[] = []
    let query = '?limit=4'
    for (let pages = 0; pages < 3; pages += 1) {
      const { items, next_cursor } = await read(query)
      seen.push(...items.map((item) => item.id))
      if (next_cursor === undefined) break
      query = `?limit=4&cursor=${next_cursor}`
    }
    const all = await portal.redis.xrevrange(AUDIT_STREAM, '+', '-')
    assert.deepEqual(
      seen,
      all.map(([entry]) => entry),
    )
    for (const wrong of ['?cursor=x', '?since=yesterday', '?limit=0', '?other=1'])
      await assertProblem(await portal.fetch(`/api/audit${wrong}`), 400, 'INVALID_REQUEST')
  })

  it('is exported as JSON lines, the oldest first', async () => {
    await send('/api/tasks', TOKEN, teamTask())
    await refill(1_200)
    await send('/api/tasks', TOKEN, { wrong: true })
    const response = await portal.fetch('/api/audit/export')
    assert.equal(response.headers.get('content-type'), 'application/x-ndjson')
    const lines = (await response.text()).trimEnd().split('\n')
    const records = lines.map((line) => AuditRecord.parse(JSON.parse(line)))
    assert.equal(records.length, 1_202)
    assert.deepEqual([records[1]?.request_id, records[1_201]?.result.code], ['0', 'MALFORMED_TASK'])
    const failed = await (await portal.fetch('/api/audit/export?result=failed')).text()
    assert.equal(failed.trimEnd().split('\n').length, 1)
  })

  it('forgets what is older than it is to be kept', async () => {
    const old = (days: number) => `${Date.now() - days * DAY_MS}-1`
    await portal.redis.xadd(AUDIT_STREAM, old(8), 'record', '{}')
    const kept = await portal.redis.xadd(AUDIT_STREAM, old(6), 'record', '{}')
    await using _other = await startPortal(databaseUrl('audit'), undefined, undefined, { AUDIT_RETENTION_DAYS: '7' })
    await _other.ready()
    while ((await portal.redis.xlen(AUDIT_STREAM)) > 1);
    assert.equal((await portal.redis.xrange(AUDIT_STREAM, '-', '+'))[0]?.[0], kept)
    await portal.redis.del(AUDIT_STREAM)
  })
})
