import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { z } from 'zod'
import { EVENT_STREAM, madeTeamId, statusChannel, taskKey, userChannel } from '#contract'
import { assertProblem, startFreshPortal, type Portal } from './support/portal.ts'
import { sentEvents, take, takeAll } from './support/sse.ts'
import { makeToken } from './support/tokens.ts'
import { fillTeam } from './support/two-teams.ts'

const Accepted = z.object({ id: z.string(), status: z.string() })
const Ids = z.object({ items: z.array(z.object({ id: z.string() })) })
const AT = '2026-01-15T10:30:00Z'
const template_repo = 'slipway/sample'

describe('who makes a team', () => {
  let portal: Portal
  let maker: Awaited<ReturnType<typeof someone>>
  let other: Awaited<ReturnType<typeof someone>>
  before(async () => {
    portal = await startFreshPortal('making')
    for (const whose of ['ours', 'theirs'] as const) await fillTeam(portal, whose)
    maker = await someone()
    other = await someone()
  })
  beforeEach(() => portal.redis.del(EVENT_STREAM))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  /** An owner of the team `ours`, who may do everything in it. */
  const someone = async () => {
    const scopes = ['teams:*', 'workspaces:*', 'tasks:*', 'secrets:read']
    const { id, token } = await makeToken(portal, { scopes, teams: [{ team_id: 'ours', role: 'owner' }] })
    const send = (method: string, path: string, body?: object, more: Record<string, string> = {}) => {
      const type = body === undefined ? {} : { 'content-type': 'application/json' }
      const headers = { authorization: `Bearer ${token}`, ...type, ...more }
      return fetch(`${portal.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    }
    return { userId: `token-${id}`, send }
  }
  const post = (path: string, body: object, more?: Record<string, string>) => maker.send('POST', path, body, more)
  const accepted = async (response: Response): Promise<string> => {
    assert.equal(response.status, 202, await response.clone().text())
    return Accepted.parse(await response.json()).id
  }
  /** What an orchestrator writes of a task that it has taken up. */
  const takenUp = (id: string, over: Record<string, string>) => {
    const counts = { step: '1', total_steps: '4', percentage: '25', attempt: '1' }
    const record = { id, status: 'processing', user_id: maker.userId, message: 'm', created_at: AT, updated_at: AT }
    return portal.redis.hset(taskKey(id), { ...record, ...counts, ...over })
  }
  const tell = (task_id: string, team: string, channel: string, message: object) => {
    const fields = { channel, task_id, data: JSON.stringify({ task_id, ...message }), team, user: maker.userId }
    return portal.redis.xadd(EVENT_STREAM, '*', ...Object.entries(fields).flat())
  }

  it('sees that task from its beginning to its end, though not yet of the team; nobody else does', async () => {
    const made = [
      { path: '/api/teams', body: { slug: 'new-team', team_id: 'new' }, type: 'team.provision', team: 'new' },
      {
        ...{ path: '/api/workspaces', body: { slug: 'new-shop', workspace_id: 'ws-new', template_repo } },
        ...{ type: 'workspace.provision', team: madeTeamId('ws-new') },
      },
    ]
    for (const { path, body, type, team } of made) {
      const id = await accepted(await post(path, body))
      const [resource_type = ''] = type.split('.')
      const resource_id = resource_type === 'team' ? 'new' : 'ws-new'
      const about = { type, resource_type, resource_id, team_id: team }
      const sees = async (who: typeof maker) => {
        const { items } = Ids.parse(await (await who.send('GET', '/api/tasks')).json())
        const listed = items.some((item) => item.id === id)
        assert.equal((await who.send('GET', `/api/tasks/${id}`)).ok, listed)
        return listed
      }
      assert.deepEqual([await sees(maker), await sees(other)], [true, false], 'while it waits')
      await takenUp(id, about)
      assert.deepEqual([await sees(maker), await sees(other)], [true, false], 'while it runs')

      await tell(id, team, userChannel(maker.userId), { type: 'task.created', task_type: type })
      const streams = ['/api/events', `/api/tasks/${id}/events`].map((at) => maker.send('GET', at))
      const [all, one] = (await Promise.all(streams)).map(sentEvents)
      assert.ok(all && one)
      const others = sentEvents(await other.send('GET', '/api/events'))
      await assertProblem(await other.send('GET', `/api/tasks/${id}/events`), 404, 'TASK_NOT_FOUND')
      await tell(id, team, userChannel(maker.userId), { type: 'task.progress', task_type: type })
      await tell(id, team, userChannel(maker.userId), { type: 'task.completed', task_type: type })
      await tell(id, team, statusChannel('team'), { type: 'provision', resource_type, resource_id })
      await tell('later', 'ours', userChannel('u'), { type: 'task.progress' })
      const told = [...(await take(all, 3)), ...(await take(one, 4))].map(({ data }) => data['task_id'])
      assert.deepEqual(told, Array(7).fill(id))
      await Promise.all([all.return(undefined), one.return(undefined)])
      assert.equal((await take(others, 1))[0]?.data['task_id'], 'later')
      await others.return(undefined)
      await takenUp(id, { ...about, status: 'completed' })
      assert.deepEqual([await sees(maker), await sees(other)], [true, false], 'after its end')
      assert.equal((await takeAll(await maker.send('GET', `/api/tasks/${id}/events`))).length, 4)
    }
  })

  it('may cancel it; nobody else', async () => {
    const id = await accepted(await post('/api/teams', { slug: 'not-wanted', team_id: 'not-wanted' }))
    await takenUp(id, { type: 'team.provision', resource_type: 'team', team_id: 'not-wanted' })
    await assertProblem(await other.send('DELETE', `/api/tasks/${id}`), 404, 'TASK_NOT_FOUND')
    assert.equal((await maker.send('DELETE', `/api/tasks/${id}`)).status, 202)
  })

  it('is answered the same when the request comes again, also when the team stands and is not theirs', async () => {
    const key = { 'idempotency-key': 'once' }
    const body = { slug: 'made-twice' }
    const first = await post('/api/teams', body, key)
    const { id, resource } = z
      .object({ id: z.string(), resource: z.object({ id: z.string() }) })
      .parse(await first.json())
    await portal.redis.hset(
      'inventory:team',
      resource.id,
      JSON.stringify({
        ...{ type: 'team', id: resource.id, slug: 'made-twice', status: 'active', metadata: {}, task_id: id },
        ...{ created_at: AT, updated_at: AT },
      }),
    )
    assert.equal(await accepted(await post('/api/teams', body, key)), id)
    await assertProblem(await other.send('POST', '/api/teams', { ...body, team_id: resource.id }), 409, 'NAME_TAKEN')
  })

  it('makes none in the place of another, by whatever of its names', async () => {
    const task = (type: string, payload: object) => ['/api/tasks', { type, payload }] as const
    const workspace = { template_repo, owner_id: maker.userId, workspace_id: 'ws-x', workspace_slug: 'x-shop' }
    const taken = [
      ['/api/teams', { slug: 'theirs-team', team_id: 'theirs' }],
      ['/api/teams', { slug: 'theirs-team' }],
      ['/api/workspaces', { slug: 'x-shop', team_slug: 'theirs-team', template_repo }],
      ['/api/workspaces', { slug: 'theirs-team', template_repo }],
      task('team.provision', { team_id: 'theirs', team_slug: 'theirs-team', owner_id: maker.userId }),
      task('team.provision', { team_id: 'theirs', team_slug: 'another', owner_id: maker.userId }),
      task('team.provision', { team_id: 'another', team_slug: 'theirs-team', owner_id: maker.userId }),
      task('workspace.provision', { ...workspace, team_slug: 'theirs-team' }),
      task('workspace.provision', { ...workspace, workspace_slug: 'theirs-team' }),
    ] as const
    for (const [path, body] of taken) await assertProblem(await post(path, body), 409, 'NAME_TAKEN')
    const hidden = [
      ['/api/workspaces', { slug: 'theirs-shop', workspace_id: 'ws-theirs', team: 'ours-team', template_repo }],
      ['/api/workspaces/ours-shop/sandboxes', { slug: 'two', sandbox_id: 'sb-theirs' }],
      task('workspace.provision', { ...workspace, workspace_id: 'ws-theirs', team_id: 'ours' }),
      task('workspace.provision', { ...workspace, team_id: 'theirs' }),
    ] as const
    for (const [path, body] of hidden) {
      const { status, code } = z
        .object({ status: z.int(), code: z.string() })
        .parse(await (await post(path, body)).json())
      assert.ok(['RESOURCE_NOT_FOUND', 'ID_TAKEN'].includes(code) && status >= 400, `${path} ${code}`)
    }
    const own = { slug: 'ours-team', team_id: 'ours' }
    assert.equal((await post('/api/teams', own)).status, 202, 'who is of a team may have it made anew')
  })
})
