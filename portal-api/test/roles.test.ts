import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { Queue } from 'bullmq'
import { inventoryKey, jobOptions, LANE_QUEUES, TASK_INDEX, taskKey } from '#contract'
import { assertProblem, startFreshPortal, teamTask, type Portal } from './support/portal.ts'
import { makeToken } from './support/tokens.ts'

const Items = z.object({ items: z.array(z.looseObject({ id: z.string() })) })
type Role = 'owner' | 'admin' | 'member'

describe('what one may do in a team', () => {
  let portal: Portal
  before(async () => {
    portal = await startFreshPortal('roles')
    for (const [name, slug] of [
      ['ours', 'our'],
      ['theirs', 'their'],
    ] as const) {
      await stands('team', name, `${slug}-team`)
      await stands('workspace', `ws-${name}`, `${slug}-shop`, name)
      await stands('sandbox', `sb-${name}`, `${slug}-shop-one`, `ws-${name}`)
    }
  })
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  const stands = (type: 'team' | 'workspace' | 'sandbox', id: string, slug: string, parent_id?: string) => {
    const times = { created_at: '2026-01-15T10:30:00Z', updated_at: '2026-01-15T10:30:00Z' }
    const record = { type, id, slug, parent_id, status: 'active', metadata: {}, task_id: 'task', ...times }
    return portal.redis.hset(inventoryKey(type), id, JSON.stringify(record))
  }
  const task = async (id: string, team_id: string, user_id: string) => {
    const counts = { step: '0', total_steps: '1', percentage: '0', attempt: '1' }
    const times = { created_at: '2026-01-15T10:30:00Z', updated_at: '2026-01-15T10:30:00Z' }
    const record = { id, type: 'team.restart', status: 'failed', user_id, team_id, message: 'm', ...counts, ...times }
    await portal.redis.hset(taskKey(id), record)
    await portal.redis.zadd(TASK_INDEX, 1, id)
  }
  /** Who has a role in the team `ours`, and every scope but admin. */
  const as = async (role: Role) => {
    const scopes = ['teams:*', 'workspaces:*', 'tasks:*', 'secrets:read'] as const
    const { id, token } = await makeToken(portal, { scopes: [...scopes], teams: [{ team_id: 'ours', role }] })
    const send = (method: string, path: string, body?: object) =>
      fetch(`${portal.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    return { userId: `token-${id}`, send }
  }
  const OUR_SANDBOX = '/api/workspaces/our-shop/sandboxes/one'
  const template_repo = 'slipway/sample'

  it('is to see no more than it', async () => {
    const { send } = await as('owner')
    for (const [path, ids] of [
      ['/api/teams', ['ours']],
      ['/api/workspaces', ['ws-ours']],
    ] as const) {
      const { items } = Items.parse(await (await send('GET', path)).json())
      assert.deepEqual(
        items.map(({ id }) => id),
        ids,
      )
    }
    const { resources } = z
      .object({ resources: z.array(z.object({ id: z.string() })) })
      .parse(await (await send('GET', '/api/resources')).json())
    assert.deepEqual(
      resources.map(({ id }) => id),
      ['ours', 'ws-ours', 'sb-ours'],
    )
    for (const [method, path] of [
      ['GET', '/api/teams/their-team'],
      ['DELETE', '/api/teams/their-team'],
      ['POST', '/api/teams/their-team/suspend'],
      ['GET', '/api/workspaces/their-shop'],
      ['GET', '/api/workspaces/their-shop/sandboxes'],
      ['DELETE', '/api/workspaces/their-shop/sandboxes/one'],
      ['GET', '/api/workspaces/ws-theirs/client-secret'],
      ['GET', '/api/workspaces/their-shop/client-secret'],
    ] as const)
      await assertProblem(await send(method, path), 404, 'RESOURCE_NOT_FOUND')
    const into = { slug: 'into-theirs', template_repo, team_id: 'theirs' }
    await assertProblem(await send('POST', '/api/workspaces', into), 404, 'RESOURCE_NOT_FOUND')
    await assertProblem(await send('POST', '/api/workspaces', { ...into, team_id: 'none' }), 404, 'RESOURCE_NOT_FOUND')
  })

  it('depends on the role', async () => {
    const cases = [
      ['POST', `${OUR_SANDBOX}/restart`, 'member'],
      ['POST', `${OUR_SANDBOX}/suspend`, 'member'],
      ['POST', `${OUR_SANDBOX}/agent/restart`, 'member'],
      ['POST', '/api/workspaces/our-shop/restart', 'admin'],
      ['POST', '/api/workspaces/our-shop/suspend', 'admin'],
      ['DELETE', OUR_SANDBOX, 'member'],
      ['POST', '/api/teams/our-team/restart', 'admin'],
      ['POST', '/api/teams/our-team/suspend', 'admin'],
      ['DELETE', '/api/workspaces/our-shop', 'admin'],
      ['DELETE', '/api/teams/our-team', 'owner'],
    ] as const
    const order: readonly Role[] = ['member', 'admin', 'owner']
    for (const role of order) {
      const { send } = await as(role)
      for (const [method, path, least] of cases) {
        const response = await send(method, path)
        if (order.indexOf(role) >= order.indexOf(least)) assert.equal(response.status, 202, `${role} ${method} ${path}`)
        else
          assert.match((await assertProblem(response, 403, 'FORBIDDEN')).detail, new RegExp(`be ${least} of the team`))
      }
    }
  })

  it('is the same for tasks that are sent as they are', async () => {
    const { send, userId } = await as('member')
    const raw = (type: string, payload: object, user_id?: string) =>
      send('POST', '/api/tasks', { type, payload, user_id })
    const sandbox = (whose: string, slug: string) => ({
      ...{ sandbox_id: 'new', sandbox_slug: 'new', workspace_id: `ws-${whose}`, workspace_slug: `${slug}-shop` },
    })
    assert.equal((await raw('sandbox.provision', sandbox('ours', 'our'))).status, 202)
    assert.equal(
      (await raw('sandbox.provision', { ...sandbox('ours', 'our'), sandbox_slug: 'two' }, userId)).status,
      202,
    )
    await assertProblem(await raw('sandbox.provision', sandbox('ours', 'our'), 'another'), 403, 'FORBIDDEN')
    for (const wrong of [
      sandbox('theirs', 'their'),
      sandbox('ours', 'their'),
      sandbox('theirs', 'our'),
      sandbox('none', 'none'),
    ])
      await assertProblem(await raw('sandbox.provision', wrong), 404, 'RESOURCE_NOT_FOUND')
    const team = (id: string) => ({ team_id: id, team_slug: 'our-team' })
    await assertProblem(await raw('team.restart', team('ours')), 403, 'FORBIDDEN')
    await assertProblem(await raw('team.restart', team('theirs')), 404, 'RESOURCE_NOT_FOUND')
    const workspace = { workspace_id: 'w', workspace_slug: 'new-shop', owner_id: 'me', template_repo }
    await assertProblem(await raw('workspace.provision', { ...workspace, team_id: 'ours' }), 403, 'FORBIDDEN')
    const { token } = await makeToken(portal, { scopes: ['tasks:write'], teams: [{ team_id: 'ours', role: 'owner' }] })
    const limited = (body: object) =>
      fetch(`${portal.url}/api/tasks`, {
        ...{ method: 'POST', body: JSON.stringify(body) },
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      })
    const { type, payload } = teamTask()
    await assertProblem(await limited({ type, payload }), 403, 'FORBIDDEN')
    await assertProblem(await limited({ type: 'workspace.provision', payload: workspace }), 403, 'FORBIDDEN')
  })

  it('is to cancel and retry tasks of one’s own, and as an admin those of others', async () => {
    const member = await as('member')
    await task('of-others', 'ours', 'somebody')
    await task('of-theirs', 'theirs', member.userId)
    await task('of-mine', 'ours', member.userId)
    const { items } = Items.parse(await (await member.send('GET', '/api/tasks')).json())
    assert.deepEqual(
      items
        .map(({ id }) => id)
        .filter((id) => id.startsWith('of-'))
        .toSorted(),
      ['of-mine', 'of-others'],
    )
    for (const [method, path] of [
      ['POST', '/api/tasks/of-others/retry'],
      ['DELETE', '/api/tasks/of-others'],
    ] as const)
      await assertProblem(await member.send(method, path), 403, 'FORBIDDEN')
    const lane = new Queue(LANE_QUEUES.high.name, { connection: portal.redis, prefix: LANE_QUEUES.high.prefix })
    const envelope = { id: 'of-mine', type: 'team.restart', user_id: member.userId, created_at: '2026-01-15T10:30:00Z' }
    await lane.add(
      'team.restart',
      { ...envelope, payload: { team_id: 'ours', team_slug: 'our-team' } },
      jobOptions('of-mine'),
    )
    await lane.close()
    const { detail } = await assertProblem(await member.send('POST', '/api/tasks/of-mine/retry'), 403, 'FORBIDDEN')
    assert.match(detail, /be admin of the team/, 'as one that is sent anew: the role may have changed')
    await assertProblem(await member.send('DELETE', '/api/tasks/of-theirs'), 404, 'TASK_NOT_FOUND')
    await assertProblem(await member.send('DELETE', '/api/tasks/of-mine'), 409, 'TASK_FINISHED')
    await assertProblem(await (await as('admin')).send('DELETE', '/api/tasks/of-others'), 409, 'TASK_FINISHED')
  })
})
