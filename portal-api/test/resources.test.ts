import assert from 'node:assert/strict'
import { Worker } from 'bullmq'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { inventoryKey, QUESTION_QUEUE, QUEUE_PREFIX, TaskEnvelope, type Plan } from '#contract'
import { assertProblem, startFreshPortal, type Portal } from './support/portal.ts'
import { waitingIn } from './support/lanes.ts'

const Change = z.object({
  id: z.string(),
  status: z.string(),
  resource: z.object({ type: z.string(), id: z.string(), slug: z.string() }),
})
const Page = z.object({ items: z.array(z.looseObject({ slug: z.string() })), next_cursor: z.string().optional() })

describe('resources', () => {
  let portal: Portal
  before(async () => {
    portal = await startFreshPortal('resources')
    await stands('team', 'team-1', 'acme')
    await stands('workspace', 'ws-1', 'shop', 'team-1')
    await stands('workspace', 'ws-2', 'blog', 'team-1')
    await stands('sandbox', 'sb-1', 'shop-one', 'ws-1')
    await stands('sandbox', 'sb-2', 'shop-two', 'ws-1')
    await stands('sandbox', 'sb-3', 'blog-one', 'ws-2')
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
  const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    portal.fetch(path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  /** What was accepted, and the task that waits in its lane. */
  const accepted = async (response: Response) => {
    assert.equal(response.status, 202, await response.clone().text())
    const change = Change.parse(await response.json())
    assert.equal(response.headers.get('location'), `/api/tasks/${change.id}`)
    return { change, task: TaskEnvelope.parse((await waitingIn(portal.redis, change.id))?.data) }
  }
  const list = async (path: string) => Page.parse(await (await portal.fetch(path)).json())
  const slugsOf = ({ items }: z.infer<typeof Page>) => items.map(({ slug }) => slug)

  it('are listed by type and parent, in pages that a cursor joins', async () => {
    assert.deepEqual(slugsOf(await list('/api/teams')), ['acme'])
    assert.deepEqual(slugsOf(await list('/api/workspaces?team=acme')), ['blog', 'shop'])
    assert.deepEqual(slugsOf(await list('/api/workspaces/shop/sandboxes?status=active')), ['shop-one', 'shop-two'])
    assert.deepEqual(slugsOf(await list('/api/workspaces/shop/sandboxes?status=suspended')), [])
    const first = await list('/api/workspaces?limit=1')
    assert.deepEqual(slugsOf(first), ['blog'])
    const second = await list(`/api/workspaces?limit=1&cursor=${first.next_cursor ?? ''}`)
    assert.deepEqual([slugsOf(second), second.next_cursor], [['shop'], undefined])
    for (const query of ['?limit=0', '?limit=501', '?limit=x', '?other=1', '?status=gone'])
      await assertProblem(await portal.fetch(`/api/teams${query}`), 400, 'INVALID_REQUEST')
    await assertProblem(await portal.fetch('/api/workspaces?team=nobody'), 404, 'RESOURCE_NOT_FOUND')
    await assertProblem(await portal.fetch('/api/workspaces/nowhere/sandboxes'), 404, 'RESOURCE_NOT_FOUND')
  })

  it('are shown with their team, and 304 to who has seen them', async () => {
    const response = await portal.fetch('/api/workspaces/shop/sandboxes/one')
    assert.partialDeepStrictEqual(await response.json(), {
      id: 'sb-1',
      slug: 'shop-one',
      team_id: 'team-1',
      children: 0,
    })
    const etag = response.headers.get('etag') ?? ''
    assert.match(etag, /^"[\w-]{27}"$/)
    const again = (known: string) =>
      portal.fetch('/api/workspaces/shop/sandboxes/one', { headers: { 'if-none-match': known } })
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const same = await again(known)
      assert.deepEqual([same.status, await same.text(), same.headers.get('etag')], [304, '', etag])
    }
    assert.equal((await again('"other"')).status, 200)
    for (const path of [
      '/api/teams/nobody',
      '/api/workspaces/acme',
      '/api/workspaces/shop/sandboxes/three',
      '/api/teams/A',
    ])
      await assertProblem(await portal.fetch(path), 404, 'RESOURCE_NOT_FOUND')
  })

  it('are made by tasks of the lanes', async () => {
    const team = await accepted(await send('POST', '/api/teams', { slug: 'new-team', name: 'New' }))
    assert.deepEqual(
      [team.task.type, team.task.user_id, team.task.payload],
      [
        'team.provision',
        'portal',
        { team_id: team.change.resource.id, team_slug: 'new-team', owner_id: 'portal', name: 'New' },
      ],
    )
    const body = {
      slug: 'wiki',
      team: 'acme',
      template_repo: 'slipway/sample',
      workspace_id: 'ws-9',
      user_id: 'somebody',
    }
    const workspace = await accepted(await send('POST', '/api/workspaces', body))
    assert.deepEqual(workspace.task.payload, {
      ...{ workspace_id: 'ws-9', workspace_slug: 'wiki', owner_id: 'somebody', team_id: 'team-1' },
      ...{ template_repo: 'slipway/sample', private: true },
    })
    assert.equal(workspace.task.user_id, 'somebody')
    const sandbox = await accepted(await send('POST', '/api/workspaces/shop/sandboxes', { slug: 'three' }))
    assert.deepEqual(sandbox.task.payload, {
      ...{ sandbox_id: sandbox.change.resource.id, sandbox_slug: 'three', source_branch: 'main' },
      ...{ workspace_id: 'ws-1', workspace_slug: 'shop' },
    })
    assert.equal(sandbox.change.resource.slug, 'shop-three')
  })

  it('are refused with the wrong fields, under a name that is taken, or in what does not stand', async () => {
    const wrong = await assertProblem(
      await send('POST', '/api/teams', { slug: 'API', owner_email: 'x' }),
      422,
      'INVALID_BODY',
    )
    assert.deepEqual(wrong.errors?.map(({ field }) => field).toSorted(), ['owner_email', 'slug'])
    await assertProblem(await send('POST', '/api/teams', { slug: 'abc', other: 1 }), 422, 'INVALID_BODY')
    await assertProblem(await send('POST', '/api/teams'), 422, 'INVALID_BODY')
    await assertProblem(await send('POST', '/api/teams', { slug: 'acme' }), 409, 'NAME_TAKEN')
    await assertProblem(await send('POST', '/api/teams', { slug: 'other', team_id: 'team-1' }), 409, 'ID_TAKEN')
    await assertProblem(await send('POST', '/api/workspaces/shop/sandboxes', { slug: 'one' }), 409, 'NAME_TAKEN')
    await assertProblem(
      await send('POST', '/api/workspaces/none/sandboxes', { slug: 'one' }),
      404,
      'RESOURCE_NOT_FOUND',
    )
    const lost = { slug: 'lost', team: 'nobody', template_repo: 'a/b' }
    await assertProblem(await send('POST', '/api/workspaces', lost), 404, 'RESOURCE_NOT_FOUND')
    const long = { slug: 'x'.repeat(60) }
    await assertProblem(await send('POST', '/api/workspaces/shop/sandboxes', long), 422, 'INVALID_PAYLOAD')
    const malformed = portal.fetch('/api/teams', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    })
    await assertProblem(await malformed, 400, 'INVALID_REQUEST')
  })

  it('are changed by tasks, with what the inventory knows of them', async () => {
    const changes = [
      ['POST', '/api/teams/acme/suspend', undefined, 'team.suspend', {}],
      ['POST', '/api/teams/acme/restart', { rebuild: true }, 'team.restart', { rebuild: true }],
      ['POST', '/api/teams/acme/restart', undefined, 'team.restart', { rebuild: false }],
      ['DELETE', '/api/teams/acme?cascade=true', undefined, 'team.delete', { cascade: true }],
    ] as const
    for (const [method, path, body, type, options] of changes) {
      const { task } = await accepted(await send(method, path, body))
      assert.deepEqual([task.type, task.payload], [type, { team_id: 'team-1', team_slug: 'acme', ...options }])
    }
    const { task: removal } = await accepted(await send('DELETE', '/api/workspaces/shop?keep_repository=true'))
    assert.deepEqual(removal.payload, {
      ...{ workspace_id: 'ws-1', workspace_slug: 'shop', cascade: false, keep_repository: true },
    })
    const address = { sandbox_id: 'sb-1', sandbox_slug: 'one', workspace_id: 'ws-1', workspace_slug: 'shop' }
    const sandbox = '/api/workspaces/shop/sandboxes/one'
    const { task: again } = await accepted(await send('POST', `${sandbox}/agent/restart`, { regenerate_secret: true }))
    assert.deepEqual([again.type, again.payload], ['sandbox.agent.restart', { ...address, regenerate_secret: true }])
    for (const verb of ['restart', 'suspend'] as const) {
      const { task: ofSandbox } = await accepted(await send('POST', `${sandbox}/${verb}`))
      assert.deepEqual([ofSandbox.type, ofSandbox.payload], [`sandbox.${verb}`, address])
      const { task: ofWorkspace } = await accepted(await send('POST', `/api/workspaces/shop/${verb}`))
      assert.deepEqual(
        [ofWorkspace.type, ofWorkspace.payload],
        [`workspace.${verb}`, { workspace_id: 'ws-1', workspace_slug: 'shop' }],
      )
    }
    const { task: deletion } = await accepted(await send('DELETE', sandbox))
    assert.deepEqual([deletion.type, deletion.payload], ['sandbox.delete', address])
    await assertProblem(await send('DELETE', '/api/workspaces/shop/sandboxes/none'), 404, 'RESOURCE_NOT_FOUND')
    await assertProblem(await send('POST', '/api/teams/nobody/suspend'), 404, 'RESOURCE_NOT_FOUND')
  })

  it('are changed only as they were read, where the request says so', async () => {
    const etag = (await portal.fetch('/api/teams/acme')).headers.get('etag') ?? ''
    const suspend = (match: string) => send('POST', '/api/teams/acme/suspend', undefined, { 'if-match': match })
    await assertProblem(await suspend('"old"'), 412, 'PRECONDITION_FAILED')
    await assertProblem(await suspend(`W/${etag}`), 412, 'PRECONDITION_FAILED')
    await accepted(await suspend(etag))
    await accepted(await suspend('*'))
  })

  it('are one task for one Idempotency-Key, also when the resource is gone; with another body it is refused', async () => {
    const key = { 'idempotency-key': 'the-key-of-this-test' }
    const make = (body: object, headers = key) => send('POST', '/api/teams', body, headers)
    const [first, second] = [
      await accepted(await make({ slug: 'keyed' })),
      await accepted(await make({ slug: 'keyed' })),
    ]
    assert.deepEqual(first, second)
    assert.match(first.change.id, /^k-[0-9a-f]{32}$/)
    await assertProblem(await make({ slug: 'other-body' }), 409, 'TASK_ID_REUSED')
    const other = await accepted(await make({ slug: 'keyed' }, { 'idempotency-key': 'another' }))
    assert.notEqual(other.change.resource.id, first.change.resource.id)
    await assertProblem(await make({ slug: 'keyed' }, { 'idempotency-key': 'a b' }), 400, 'INVALID_REQUEST')

    const remove = () => send('DELETE', '/api/workspaces/blog/sandboxes/one', undefined, key)
    const removal = await accepted(await remove())
    await portal.redis.hdel(inventoryKey('sandbox'), 'sb-3')
    assert.deepEqual(await accepted(await remove()), removal)
    await assertProblem(await send('DELETE', '/api/workspaces/blog/sandboxes/one'), 404, 'RESOURCE_NOT_FOUND')
  })

  it('show the plan of a change instead of making it', async () => {
    const plan: Plan = { task_type: 'team.suspend', resource_type: 'team', resource_id: 'team-1', steps: [] }
    const connection = portal.redis.duplicate({ maxRetriesPerRequest: null })
    const asked: unknown[] = []
    const worker = new Worker(
      QUESTION_QUEUE,
      (job) => {
        asked.push(TaskEnvelope.parse(job.data).payload)
        return Promise.resolve({ plan })
      },
      { connection, prefix: QUEUE_PREFIX },
    )
    const response = await send('POST', '/api/teams/acme/suspend?dry_run=true')
    assert.deepEqual([response.status, await response.json()], [200, plan])
    assert.deepEqual(asked, [{ team_id: 'team-1', team_slug: 'acme' }])
    await worker.close()
    connection.disconnect()
  })
})
