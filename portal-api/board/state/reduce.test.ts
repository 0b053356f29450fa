import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeEvent, type BoardEvent } from '../api/event.ts'
import { Resources, type Resource } from '../api/resource.ts'
import { Task } from '../api/task.ts'
import { EMPTY_BOARD, type Action, type Board } from './model.ts'
import { reduce } from './reduce.ts'

const AT = Date.UTC(2026, 0, 15, 10, 30)
const TIMES = { created_at: '2026-01-15T10:29:00Z', updated_at: '2026-01-15T10:29:00Z' }

const task = (over: Readonly<Record<string, unknown>> = {}): Task =>
  Task(
    {
      ...{ id: 't1', type: 'sandbox.provision', status: 'pending', user_id: 'ann', message: 'Waiting', percentage: 0 },
      ...{ attempt: 0, resource_type: 'sandbox', resource_id: 'sb', ...TIMES },
      ...over,
    },
    'task',
  )

const STEPS = [
  { name: 'branch', title: 'Create the branch', stage: 1, state: 'waiting' },
  { name: 'stack', title: 'Start', stage: 2, state: 'waiting' },
]

const resource = (over: Readonly<Record<string, unknown>> = {}): Resource => {
  const whole = { type: 'team', id: 'a', slug: 'acme', status: 'active', metadata: {}, ...TIMES, ...over }
  const [read] = Resources({ resources: [whole] }, 'resources').resources
  assert.ok(read)
  return read
}

const told = (type: string, over: Readonly<Record<string, unknown>> = {}): BoardEvent =>
  decodeEvent(
    type === 'gap' ? 'gap' : 'task.progress',
    JSON.stringify({ type, task_id: 't1', task_type: 'sandbox.provision', percentage: 0, message: '', ...over }),
  )

const status = (over: Readonly<Record<string, unknown>>): BoardEvent =>
  decodeEvent(
    'team:status',
    JSON.stringify({
      ...{ type: 'provision', resource_type: 'team', resource_id: 'a', status: 'active', metadata: {} },
      ...{ timestamp: TIMES.updated_at, task_id: 't1', ...over },
    }),
  )

const ofAgent = (type: string, over: Readonly<Record<string, unknown>> = {}): BoardEvent =>
  decodeEvent(
    'agent:status',
    JSON.stringify({ type, task_id: 'a1', resource_id: 'shop-one', timestamp: TIMES.created_at, ...over }),
  )

const after = (board: Board, ...actions: readonly Action[]): Board => actions.reduce(reduce, board)
const heard = (...events: readonly BoardEvent[]): Action => ({ type: 'events', events, at: AT })
const read = (tasks: readonly Task[], seen = 0): Action => ({ type: 'tasks', tasks, after: seen })
const snapshot = (of: Partial<Extract<Action, { type: 'snapshot' }>> = {}): Action => ({
  ...{ type: 'snapshot', after: 0, resources: [], tasks: [], agents: [] },
  ...of,
})

const stepsOf = (board: Board): readonly string[] => board.tasks.get('t1')?.steps.map(({ state }) => state) ?? []

describe('tasks', () => {
  it('are there as soon as they are told of, and wanted in full', () => {
    const board = after(EMPTY_BOARD, heard(told('task.created')))
    assert.equal(board.tasks.get('t1')?.status, 'pending')
    assert.deepEqual([...board.wanted.tasks], ['t1'])
    assert.deepEqual([...after(board, { type: 'asked', wanted: board.wanted }).wanted.tasks], [])
  })

  it('move with their steps', () => {
    const events = [
      told('task.progress', {
        percentage: 10,
        message: 'Create the branch',
        step_name: 'branch',
        step_state: 'running',
      }),
      told('task.progress', { percentage: 50, message: 'Start', step_name: 'branch', step_state: 'done' }),
      told('task.progress', { percentage: 50, message: 'Start', step_name: 'stack', step_state: 'running' }),
    ]
    const board = after(EMPTY_BOARD, read([task({ steps: STEPS })]), heard(...events))
    assert.deepEqual(stepsOf(board), ['done', 'running'])
    assert.equal(board.tasks.get('t1')?.percentage, 50)
    assert.equal(board.tasks.get('t1')?.started_at, '2026-01-15T10:30:00.000Z')
    assert.equal(board.wanted.tasks.size, 0, 'all is known')
  })

  it('that failed say why; what was at work then is at rest', () => {
    const running = [
      { ...STEPS[0], state: 'undone' },
      { ...STEPS[1], state: 'running' },
    ]
    const end = told('task.failed', { percentage: 50, error: 'It ended.', error_code: 'STACK_EXITED' })
    const board = after(EMPTY_BOARD, read([task({ status: 'processing', steps: running })]), heard(end))
    const { status, error, error_code: code, failed_at: at } = board.tasks.get('t1') ?? task()
    assert.deepEqual([status, error, code, at], ['failed', 'It ended.', 'STACK_EXITED', '2026-01-15T10:30:00.000Z'])
    assert.deepEqual(stepsOf(board), ['undone', 'failed'])
    assert.ok(board.wanted.tasks.has('t1'), 'its leftovers are to be read')
  })

  it('that ended stay so, whatever is told again', () => {
    const board = after(EMPTY_BOARD, read([task({ status: 'completed', percentage: 100 })]))
    assert.equal(after(board, heard(told('task.progress', { percentage: 10 }))).tasks, board.tasks)
  })

  it('that were read while events came are told of these again', () => {
    const first = after(EMPTY_BOARD, heard(told('task.created')))
    const later = after(first, heard(told('task.completed', { percentage: 100 })))
    const board = after(later, read([task({ status: 'processing', percentage: 10, steps: STEPS })], first.seen))
    assert.equal(board.tasks.get('t1')?.status, 'completed')
  })

  it('are forgotten when too many have ended, the oldest first; never those that run', () => {
    const ended = Array.from({ length: 205 }, (_, n) =>
      task({ id: `e${n}`, status: 'completed', updated_at: new Date(AT - n * 1_000).toISOString() }),
    )
    const board = after(
      EMPTY_BOARD,
      read([task({ id: 'runs', status: 'processing' }), ...ended]),
      heard(told('task.created')),
    )
    assert.equal(board.tasks.size, 202)
    assert.ok(board.tasks.has('runs') && board.tasks.has('t1') && board.tasks.has('e0') && !board.tasks.has('e204'))
  })
})

describe('resources', () => {
  const acme = after(
    EMPTY_BOARD,
    snapshot({ resources: [resource(), resource({ type: 'workspace', id: 'w', slug: 'shop' })] }),
  )

  it('change as they are told to, with what they answer at', () => {
    const board = after(
      acme,
      heard(status({ type: 'suspend', status: 'suspended', metadata: { subdomain: 'acme.x' } })),
    )
    assert.deepEqual(
      board.resources.get('team:a'),
      resource({ status: 'suspended', metadata: { subdomain: 'acme.x' } }),
    )
    assert.equal(board.wanted.resources, false)
  })

  it('that a task changed on its way change with it', () => {
    const affected = [{ resource_type: 'workspace', resource_id: 'w', status: 'deleted' }]
    const board = after(acme, heard(status({ type: 'delete', status: 'deleted', metadata: { affected } })))
    assert.equal(board.resources.size, 0)
  })

  it('that are new, or half deleted, are to be read', () => {
    assert.equal(after(acme, heard(status({ resource_id: 'b' }))).wanted.resources, true)
    assert.equal(after(acme, heard(status({ type: 'delete', status: 'failed' }))).wanted.resources, true)
    assert.equal(after(acme, heard(status({ status: 'failed' }))).wanted.resources, false)
  })

  it('that were read before they were told to be deleted are deleted', () => {
    const board = after(acme, heard(status({ type: 'delete', status: 'deleted' })))
    const late: Action = { type: 'resources', after: acme.seen, resources: [resource()] }
    assert.equal(after(board, late).resources.size, 0)
  })
})

describe('agents', () => {
  it('have their last lines, cost and end', () => {
    const lines = Array.from({ length: 45 }, (_, n) => ofAgent('tool', { line: `Edit ${n}` }))
    const usage = ofAgent('usage', { turns: 3, cost_usd: 0.2 })
    const end = ofAgent('finished', { status: 'failed', error: 'Too long', metadata: { cost_usd: 0.25 } })
    const board = after(EMPTY_BOARD, heard(ofAgent('started', { agent: 'claude', host: 'h' }), ...lines, usage, end))
    const agent = board.agents.get('a1')
    assert.deepEqual([agent?.last_tools.length, agent?.last_tools.at(-1)?.line], [40, 'Edit 44'])
    assert.deepEqual([agent?.turns, agent?.cost_usd, agent?.status, agent?.error], [3, 0.25, 'failed', 'Too long'])
  })

  it('keep what was heard of them when they are read', () => {
    const before = after(
      EMPTY_BOARD,
      heard(ofAgent('tool', { line: 'Edit' }), ofAgent('finished', { status: 'completed' })),
    )
    const known = before.agents.get('a1')
    assert.ok(known)
    const board = after(before, snapshot({ agents: [{ ...known, status: 'processing', agent_type: 'developer' }] }))
    const agent = board.agents.get('a1')
    assert.deepEqual([agent?.status, agent?.last_tools.map(({ line }) => line)], ['completed', ['Edit']])
  })

  it('that were read have what was done before, and what was heard meanwhile once', () => {
    const use = (minute: number) => ({ at: `2026-01-15T10:0${minute}:00.000Z`, line: `Edit ${minute}` })
    const told = (minute: number) => ofAgent('tool', { line: `Edit ${minute}`, timestamp: use(minute).at })
    const before = after(EMPTY_BOARD, heard(told(3), told(4)))
    const known = before.agents.get('a1')
    assert.ok(known)
    const read = snapshot({ agents: [{ ...known, last_tools: [use(1), use(2), use(3)] }] })
    const board = after(before, read, heard(told(4), told(5)))
    assert.deepEqual(
      board.agents.get('a1')?.last_tools.map(({ line }) => line),
      [1, 2, 3, 4, 5].map((minute) => `Edit ${minute}`),
    )
  })
})

describe('the connection', () => {
  it('has a gap: all is to be read', () => {
    assert.equal(after(EMPTY_BOARD, heard(told('gap'))).wanted.all, true)
  })

  it('tells when news came last', () => {
    const live = after(EMPTY_BOARD, { type: 'link', link: 'live', at: AT })
    const lost = after(live, { type: 'link', link: 'lost', at: AT + 5_000 })
    assert.deepEqual([lost.link, lost.heardAt], ['lost', AT])
  })

  it('ends with the session: nothing is left for the next one', () => {
    assert.deepEqual(after(EMPTY_BOARD, heard(told('task.created')), { type: 'forget' }), EMPTY_BOARD)
  })
})
