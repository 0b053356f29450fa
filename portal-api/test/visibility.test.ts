import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { agentKey, EVENT_STREAM, inventoryKey, taskKey, userChannel } from '#contract'
import { assertProblem, startFreshPortal, type Portal } from './support/portal.ts'
import { sentEvents, take, takeAll } from './support/sse.ts'
import { getAs, makeToken } from './support/tokens.ts'

const ONE = [{ team_id: 'team-1', role: 'member' }]

describe('what a token of one team sees', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('visibility')))
  beforeEach(() => portal.redis.del(EVENT_STREAM))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  const tell = async (task: string, more: Record<string, string> = {}): Promise<string> => {
    const data = JSON.stringify({ type: 'task.progress', task_id: task })
    const fields = { channel: userChannel('u'), task_id: task, data, ...more }
    const id = await portal.redis.xadd(EVENT_STREAM, '*', ...Object.entries(fields).flat())
    assert.ok(id)
    return id
  }
  const setTask = (id: string, over: Record<string, string>) => {
    const counts = { step: '1', total_steps: '4', percentage: '25', attempt: '1' }
    const record = { id, type: 'agent.run', status: 'processing', created_at: 'c', updated_at: 'c', message: 'm' }
    return portal.redis.hset(taskKey(id), { ...record, user_id: 'somebody', ...counts, ...over })
  }
  const tokenOf = async () => {
    const { id, token } = await makeToken(portal, { scopes: ['tasks:*'], teams: ONE })
    return { user: `token-${id}`, token }
  }

  it('is the events of the team, and of its own tasks that have no team, live and replayed', async () => {
    const { user, token } = await tokenOf()
    const start = await tell('before')
    const events = async (query: string) => sentEvents(await getAs(portal, token, `/api/events${query}`))
    const live = await events('')
    const step = JSON.stringify({ name: 'branch', state: 'running' })
    const seen = [await tell('a', { team: 'team-1', user: 'somebody', step })]
    await tell('b', { team: 'team-2', user: 'somebody' })
    await tell('c', { team: 'team-2', user })
    await tell('d', { user: 'somebody' })
    await tell('e')
    await portal.redis.xadd(EVENT_STREAM, '*', 'what', 'ever')
    seen.push(await tell('f', { user }), await tell('g', { team: 'team-1', user }))

    const [first, ...others] = await take(live, 3)
    assert.deepEqual([first?.id, ...others.map(({ id }) => id)], seen)
    assert.deepEqual(first?.data, {
      ...{ channel: 'tasks:u', type: 'task.progress', task_id: 'a', team_id: 'team-1' },
      ...{ step_name: 'branch', step_state: 'running' },
    })
    const replayed = await events(`?last_event_id=${start}`)
    assert.deepEqual(
      (await take(replayed, 3)).map(({ id }) => id),
      seen,
    )
    await Promise.all([live.return(undefined), replayed.return(undefined)])

    const all = sentEvents(await portal.fetch(`/api/events?last_event_id=${start}`))
    assert.equal((await take(all, 8)).length, 8)
    await all.return(undefined)
  })

  it('is the tasks of the team and their streams; others are not there', async () => {
    const { user, token } = await tokenOf()
    await setTask('ours', { team_id: 'team-1', status: 'completed' })
    await setTask('mine', { user_id: user, status: 'completed' })
    await setTask('theirs', { team_id: 'team-2' })
    await setTask('nobodys', {})
    await tell('ours', { team: 'team-1' })
    for (const id of ['ours', 'mine']) {
      assert.equal((await getAs(portal, token, `/api/tasks/${id}`)).status, 200, id)
      await takeAll(await getAs(portal, token, `/api/tasks/${id}/events`))
    }
    for (const id of ['theirs', 'nobodys', 'none']) {
      for (const path of ['', '/events'])
        await assertProblem(await getAs(portal, token, `/api/tasks/${id}${path}`), 404, 'TASK_NOT_FOUND')
      const cancel = { method: 'DELETE', headers: { authorization: `Bearer ${token}` } }
      await assertProblem(await fetch(`${portal.url}/api/tasks/${id}`, cancel), 404, 'TASK_NOT_FOUND')
    }
  })

  it('is the agents of the team; others are not there', async () => {
    const { token } = await tokenOf()
    const agents = { ours: 'team-1', theirs: 'team-2' }
    for (const [id, team_id] of Object.entries(agents)) {
      await setTask(id, { team_id, resource_type: 'agent', resource_id: 'sb' })
      await portal.redis.hset(agentKey(id), { task_id: id, status: 'processing' })
    }
    assert.notEqual((await getAs(portal, token, '/api/agents/ours')).status, 404)
    for (const path of ['', '/output'])
      await assertProblem(await getAs(portal, token, `/api/agents/theirs${path}`), 404, 'TASK_NOT_FOUND')
  })

  it('is no way around scopes and roles: a task sent as it is needs what the address of its resource does', async () => {
    const stand = (type: 'team' | 'workspace', id: string, slug: string, parent_id?: string) => {
      const at = '2026-01-15T10:30:00Z'
      const record = { type, id, slug, status: 'active', parent_id, metadata: {}, task_id: 't', created_at: at }
      return portal.redis.hset(inventoryKey(type), id, JSON.stringify({ ...record, updated_at: at }))
    }
    for (const n of ['1', '2']) {
      await stand('team', `team-${n}`, `acme-${n}`)
      await stand('workspace', `ws-${n}`, `shop-${n}`, `team-${n}`)
    }
    const send = async (scopes: readonly string[], role: string, type: string, payload: object) => {
      const { token } = await makeToken(portal, { scopes, teams: [{ team_id: 'team-1', role }] })
      return fetch(`${portal.url}/api/tasks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ type, payload }),
      })
    }
    const all = ['tasks:*', 'teams:*', 'workspaces:*', 'secrets:read']
    const ours = { team_id: 'team-1', team_slug: 'acme-1' }
    const theirs = { team_id: 'team-1', team_slug: 'acme-2' }
    const sandbox = { sandbox_id: 'sb', sandbox_slug: 'one', workspace_id: 'ws-1', workspace_slug: 'shop-1' }
    await assertProblem(await send(['tasks:*'], 'owner', 'team.delete', ours), 403, 'FORBIDDEN')
    await assertProblem(await send(all, 'admin', 'team.delete', ours), 403, 'FORBIDDEN')
    await assertProblem(await send(all, 'member', 'team.suspend', ours), 403, 'FORBIDDEN')
    await assertProblem(await send(all, 'owner', 'team.suspend', theirs), 404, 'RESOURCE_NOT_FOUND')
    const stray = { ...sandbox, workspace_id: 'ws-2' }
    await assertProblem(await send(all, 'owner', 'sandbox.provision', stray), 404, 'RESOURCE_NOT_FOUND')
    assert.equal((await send(all, 'member', 'sandbox.provision', sandbox)).status, 202)
    assert.equal((await send(all, 'admin', 'team.suspend', ours)).status, 202)

    const { token } = await makeToken(portal, { scopes: all, teams: ONE })
    const secretOf = (id: string) => getAs(portal, token, `/api/workspaces/${id}/client-secret`)
    await assertProblem(await secretOf('ws-1'), 403, 'FORBIDDEN')
    await assertProblem(await secretOf('ws-2'), 404, 'RESOURCE_NOT_FOUND')
  })

  it('ends with the token: its streams are closed within five seconds', async () => {
    const { id, token } = await makeToken(portal, { scopes: ['tasks:read'] })
    await setTask('endless', { team_id: 'team-1' })
    const paths = ['/api/events', '/api/tasks/endless/events']
    const answers = await Promise.all(paths.map((path) => getAs(portal, token, path)))
    const streams = answers.map(takeAll)
    const since = performance.now()
    await portal.fetch(`/api/tokens/${id}`, { method: 'DELETE' })
    await Promise.all(streams)
    assert.ok(performance.now() - since < 5_500)
  })
})
