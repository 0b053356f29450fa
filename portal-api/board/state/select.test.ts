import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keyOf, Resources, type Resource } from '../api/resource.ts'
import { Task } from '../api/task.ts'
import { selectAtWork, selectTasks, selectTree, subjectOf } from './select.ts'

const TIMES = { created_at: '2026-01-15T10:00:00Z', updated_at: '2026-01-15T10:00:00Z' }

const resource = (type: string, id: string, slug: string, parent_id?: string): Resource => {
  const [read] = Resources(
    { resources: [{ type, id, slug, parent_id, status: 'active', metadata: {}, ...TIMES }] },
    '',
  ).resources
  assert.ok(read)
  return read
}
const all = [
  resource('team', 'g', 'globex'),
  resource('team', 'a', 'acme'),
  resource('workspace', 'w', 'shop', 'a'),
  resource('sandbox', 's2', 'shop-two', 'w'),
  resource('sandbox', 's1', 'shop-one', 'w'),
]
const resources = new Map(all.map((each) => [keyOf(each), each]))

const names = (filter: string, of = resources): unknown =>
  selectTree(of, filter).map(({ team, workspaces }) => [
    team?.slug,
    workspaces.map(({ workspace, sandboxes }) => [workspace.slug, sandboxes.map(({ slug }) => slug)]),
  ])

const task = (id: string, over: Readonly<Record<string, unknown>>): Task =>
  Task(
    {
      id,
      type: 'team.restart',
      status: 'pending',
      user_id: 'ann',
      message: '',
      percentage: 0,
      attempt: 0,
      ...TIMES,
      ...over,
    },
    '',
  )

describe('the tree', () => {
  it('has everything by name', () => {
    assert.deepEqual(names(''), [
      ['acme', [['shop', ['shop-one', 'shop-two']]]],
      ['globex', []],
    ])
  })
  it('is filtered by name, with what holds what was found, and what that holds', () => {
    assert.deepEqual(names('two'), [['acme', [['shop', ['shop-two']]]]])
    assert.deepEqual(names(' SHOP '), [['acme', [['shop', ['shop-one', 'shop-two']]]]])
    assert.deepEqual(names('acme'), [['acme', [['shop', ['shop-one', 'shop-two']]]]])
    assert.deepEqual(names('nowhere'), [])
  })
  it('shows what belongs to a team that is not seen', () => {
    const unseen = new Map([...resources].filter(([key]) => key !== 'team:a'))
    assert.deepEqual(names('', unseen), [
      ['globex', []],
      [undefined, [['shop', ['shop-one', 'shop-two']]]],
    ])
  })
})

describe('tasks', () => {
  it('are in their places: the oldest of those that run first, the latest of those that ended', () => {
    const tasks = [
      task('late', { created_at: '2026-01-15T11:00:00Z', status: 'processing' }),
      task('early', { status: 'pending' }),
      task('failed', { status: 'failed', failed_at: '2026-01-15T10:05:00Z' }),
      task('done', { status: 'completed', completed_at: '2026-01-15T10:04:00Z' }),
      task('cancelled', { status: 'cancelled', failed_at: '2026-01-15T10:06:00Z' }),
    ]
    const { running, failed, ended } = selectTasks(new Map(tasks.map((each) => [each.id, each])))
    const ids = (list: readonly Task[]) => list.map(({ id }) => id)
    assert.deepEqual([ids(running), ids(failed), ids(ended)], [['early', 'late'], ['failed'], ['cancelled', 'done']])
  })

  it('at work on a resource are found by its key', () => {
    const tasks = [
      task('on', { resource_type: 'team', resource_id: 'a', status: 'processing' }),
      task('over', { resource_type: 'team', resource_id: 'g', status: 'completed' }),
    ]
    assert.deepEqual([...selectAtWork(new Map(tasks.map((each) => [each.id, each]))).keys()], ['team:a'])
  })

  it('are named after what they are about, as well as that is known', () => {
    const about = { resource_type: 'sandbox', resource_id: 's1' }
    const stack = { action: 'create', kind: 'stack', name: 'sandbox-shop-new', owner: 'sandbox:new' }
    const subjects = [
      task('1', { ...about, resource_slug: 'shop-named' }),
      task('2', about),
      task('3', { ...about, resource_id: 'new', effects: [stack] }),
      task('4', { ...about, resource_id: 'unknown' }),
      task('5', { resource_type: 'agent', resource_id: 'shop-one' }),
      task('6', {}),
    ].map((each) => subjectOf(each, resources))
    assert.deepEqual(subjects, ['shop-named', 'shop-one', 'shop-new', 'unknown', 'shop-one', ''])
  })
})
