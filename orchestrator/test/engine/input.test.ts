import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  inventoryKey,
  jobOptions,
  slugNode,
  StatusMessage,
  taskKey,
  TaskRecord,
  type Lane,
  type ResourceRecord,
} from '#contract'
import { endsOf, openSite, taskOf, type Envelope, type Site } from './support/orchestrator.ts'

const BAD_SLUGS = ['api', 'a'.repeat(64), '../x', '-x', 'x y', 'Ünï', 'abc\ndef', '$(id)']

const team = { team_id: 'team-1', team_slug: 'acme' }
const workspace = { workspace_id: 'w1', workspace_slug: 'shop' }
const sandbox = { ...workspace, sandbox_id: 's1', sandbox_slug: 'one' }
const provision = { owner_id: 'o1' }

/** What comes over a lane, and the code with which it fails. */
const BAD: Readonly<Record<string, readonly [code: string, lane: Lane, task: Envelope]>> = {
  'an unknown type': ['UNKNOWN_TASK_TYPE', 'high', taskOf('team.explode', team)],
  'a missing field': ['INVALID_PAYLOAD', 'high', taskOf('team.provision', team)],
  'an extra field': ['INVALID_PAYLOAD', 'normal', taskOf('team.suspend', { ...team, force: true })],
  'a payload that is no object': ['MALFORMED_TASK', 'normal', taskOf('team.delete', [1])],
  'a workspace that does not exist': [
    'RESOURCE_NOT_FOUND',
    'high',
    taskOf('sandbox.provision', { ...sandbox, workspace_slug: 'other', workspace_id: 'w9' }),
  ],
  'a team that does not exist': [
    'RESOURCE_NOT_FOUND',
    'normal',
    taskOf('team.suspend', { team_id: 'team-9', team_slug: 'nobody' }),
  ],
  'a team with workspaces, without cascade': ['HAS_CHILDREN', 'normal', taskOf('team.delete', team)],
  'a slug under another id': [
    'NAME_TAKEN',
    'high',
    taskOf('team.provision', { ...team, ...provision, team_id: 'team-2' }),
  ],
  'an id under another slug': [
    'ID_TAKEN',
    'high',
    taskOf('team.provision', { ...team, ...provision, team_slug: 'acme-2' }),
  ],
  'a suspended team': [
    'PARENT_SUSPENDED',
    'high',
    taskOf('workspace.provision', {
      workspace_id: 'w2',
      workspace_slug: 'shed',
      team_id: 'team-3',
      template_repo: 'slipway/sample',
      ...provision,
    }),
  ],
  'a name with a newline': [
    'INVALID_PAYLOAD',
    'high',
    taskOf('team.provision', { ...team, ...provision, name: 'a\nprivileged: true' }),
  ],
  'five megabytes': [
    'INVALID_PAYLOAD',
    'high',
    taskOf('team.provision', { ...team, ...provision, name: 'x'.repeat(5 << 20) }),
  ],
  ...Object.fromEntries(
    BAD_SLUGS.map((slug) => [
      `the slug ${JSON.stringify(slug.slice(0, 20))}`,
      ['INVALID_PAYLOAD', 'high', taskOf('team.provision', { ...team, ...provision, team_slug: slug })] as const,
    ]),
  ),
}

const resource = (
  type: ResourceRecord['type'],
  id: string,
  slug: string,
  more: Partial<ResourceRecord> = {},
): ResourceRecord => ({
  ...{ type, id, slug, status: 'active', metadata: {}, task_id: 'made-by-hand' },
  ...{ created_at: '2026-01-15T10:30:00Z', updated_at: '2026-01-15T10:30:00Z' },
  ...more,
})

describe('Bad input over the queue', { concurrency: true, timeout: 120_000 }, () => {
  let site: Site
  before(async () => {
    site = await openSite('input')
    const standing = [
      resource('team', 'team-1', 'acme'),
      resource('team', 'team-3', 'asleep', { status: 'suspended' }),
      resource('workspace', 'w1', 'shop', { parent_id: 'team-1' }),
    ]
    for (const record of standing) {
      await site.redis.hset(inventoryKey(record.type), record.id, JSON.stringify(record))
      await site.redis.hset('slipway:slugs', slugNode(record.type, record.slug), record.id)
    }
    await site.start()
  })
  after(() => site[Symbol.asyncDispose]())

  /** What stands of those that were put there. */
  const standing = async () => [
    await site.redis.hmget(inventoryKey('team'), 'team-1', 'team-2', 'team-3'),
    await site.redis.hgetall(inventoryKey('workspace')),
    await site.redis.hgetall(inventoryKey('sandbox')),
    await site.redis.hmget('slipway:slugs', 'team/acme', 'team/acme-2', 'workspace/shop', 'workspace/shed'),
  ]

  for (const [what, [code, lane, task]] of Object.entries(BAD)) {
    it(`fails ${what} with ${code}, once, and changes nothing`, async () => {
      const before = await standing()
      await site.add(lane, task)
      await site.ended(task)
      const { status, error_code, error } = TaskRecord.parse(await site.redis.hgetall(taskKey(task.id)))
      assert.deepEqual([status, error_code], ['failed', code], error)
      const told = await site.told(task)
      assert.deepEqual(endsOf(told), [task.id])
      const statuses = told.filter(({ channel }) => channel.endsWith(':status'))
      assert.deepEqual(
        statuses.map(({ data }) => StatusMessage.parse(JSON.parse(data))).map((sent) => [sent.status, sent.error_code]),
        [['failed', code]],
      )
      assert.deepEqual(await standing(), before)
      assert.deepEqual(await site.redis.exists(`slipway:ticket:${task.id}`), 0)
    })
  }

  it('fails a job whose id is not that of its task', async () => {
    const task = taskOf('test.build')
    await site.queues.high.add(task.type, task, jobOptions('another-id'))
    await site.ended(task)
    const { error_code } = TaskRecord.parse(await site.redis.hgetall(taskKey(task.id)))
    assert.equal(error_code, 'MALFORMED_TASK')
  })

  it('is stopped by none of it', async () => {
    for (const data of [null, 7, 'text', [], {}]) {
      await site.queues.high.add('nonsense', data)
      await site.queues.normal.add('nonsense', data)
    }
    const tasks = [taskOf('test.build'), taskOf('test.raze')] as const
    await site.add('high', tasks[0])
    await site.add('normal', tasks[1])
    await site.ended(...tasks)
    for (const { id } of tasks) {
      assert.equal(TaskRecord.parse(await site.redis.hgetall(taskKey(id))).status, 'completed')
    }
  })
})
