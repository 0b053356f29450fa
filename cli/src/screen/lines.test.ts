import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Plan } from '#contract'
import type { StepView, TaskView } from '../tasks/view.ts'
import { below, cut, wrap } from './cut.ts'
import { ago, duration } from './duration.ts'
import type { Paint } from './paint.ts'
import { planLines } from './plan-lines.ts'
import { plainProgress } from './plain-progress.ts'
import { table } from './table.ts'
import { bar, taskBlock, taskLine } from './task-lines.ts'

const plain = (text: string): string => text
const paint: Paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain }
const BEGAN = Date.parse('2026-01-15T10:30:00Z')

const step = (name: string, state: StepView['state'], from?: number, to?: number): StepView => ({
  ...{ name, state, title: `Making the ${name}`, hasFailed: state === 'failed' },
  ...{ startedAt: from === undefined ? undefined : BEGAN + from, endedAt: to === undefined ? undefined : BEGAN + to },
})

const view: TaskView = {
  ...{ id: 'task-1', type: 'sandbox.provision', status: 'processing', percentage: 50, message: 'Making the stack' },
  ...{ attempt: 1, createdAt: BEGAN, startedAt: BEGAN, endedAt: undefined, error: undefined, errorCode: undefined },
  leftovers: [],
  steps: [step('branch', 'done', 0, 400), step('stack', 'running', 400), step('door', 'waiting')],
}

describe('lines', () => {
  it('fill a bar by half characters', () => {
    assert.equal(bar(0, 4, plain, paint), '━━━━')
    assert.equal(
      bar(50, 4, (text) => `<${text}>`, paint),
      '<━━>━━',
    )
    assert.equal(
      bar(40, 4, (text) => `<${text}>`, paint),
      '<━╸>━━',
    )
    assert.equal(
      bar(100, 4, (text) => `<${text}>`, paint),
      '<━━━━>',
    )
  })

  it('name the steps that run, are done and wait', () => {
    const lines = taskBlock(view, 'sandbox shop/one', 30, { paint, columns: 100, now: BEGAN + 1_000 })
    assert.match(lines[0] ?? '', /^. Creating sandbox shop\/one +━{24} {3}50 % {2}1\.0 s$/)
    assert.equal(lines[1], '  ✓ Making the branch    0.4 s')
    assert.match(lines[2] ?? '', /^ {2}. Making the stack {5}0\.6 s$/)
    assert.equal(lines[3], '  · Making the door')
  })

  it('show what runs alone where the screen is low, and never more than its width', () => {
    const lines = taskBlock(view, 'sandbox shop/one', 4, { paint, columns: 60, now: BEGAN + 1_000 })
    assert.equal(lines.length, 2)
    for (const columns of [50, 80, 120])
      for (const line of taskBlock({ ...view, message: 'long '.repeat(50) }, 's'.repeat(90), 30, {
        paint,
        columns,
        now: BEGAN,
      }))
        assert.ok(line.length <= Math.max(columns, 66), line)
  })

  it('say what became of a task, however narrow the screen and long its name', () => {
    const drawing = { paint, columns: 80, now: BEGAN }
    const line = taskLine({ ...view, status: 'failed', endedAt: BEGAN }, `team ${'long'.repeat(12)}`, drawing)
    assert.match(line, /^✗ Creating team longlong\S*… failed {2}━/)
    assert.ok(line.length <= 80, line)
  })

  it('say how a task has ended', () => {
    const drawing = { paint, columns: 100, now: BEGAN }
    const ended = { ...view, endedAt: BEGAN + 61_000 }
    assert.match(
      taskLine({ ...ended, status: 'completed', percentage: 100 }, 'team acme', drawing),
      /^✓ Team acme created .*100 % {2}1 min 01 s$/,
    )
    assert.match(taskLine({ ...ended, status: 'failed' }, 'team acme', drawing), /^✗ Creating team acme failed/)
    assert.match(
      taskLine({ ...ended, status: 'cancelled' }, 'team acme', drawing),
      /^■ Creating team acme was cancelled/,
    )
  })

  it('tell a file of each step once, and of a connection that was lost', () => {
    const written: string[] = []
    const progress = plainProgress((line) => written.push(line), 'team acme')
    progress.show(view)
    progress.show({ ...view, message: 'the same' })
    progress.lost()
    progress.lost()
    progress.show({ ...view, steps: [step('branch', 'undone', 0, 1), step('stack', 'failed', 400, 900)] })
    assert.deepEqual(written, [
      ' 50 %  Creating team acme',
      ' 50 %  Making the branch: done (0.4 s)',
      ' 50 %  Making the stack …',
      'The connection is lost; trying to come back …',
      'The connection is back.',
      ' 50 %  Making the branch: undone',
      ' 50 %  Making the stack: failed (0.5 s)',
    ])
  })

  it('tell a file once which step failed, also where that is seen only when it is undone', () => {
    const written: string[] = []
    const progress = plainProgress((line) => written.push(line), 'team acme')
    for (const state of ['undoing', 'undone'] as const)
      progress.show({ ...view, steps: [{ ...step('stack', state), hasFailed: true }] })
    assert.deepEqual(written, [
      ' 50 %  Creating team acme',
      ' 50 %  Making the stack: failed',
      ' 50 %  Making the stack: undoing …',
      ' 50 %  Making the stack: undone',
    ])
  })

  it('make a table of rows', () => {
    const lines = table(
      [
        { title: 'name', cell: String },
        { title: 'n', cell: (row) => String(row.length), align: 'right' },
      ],
      ['a', 'abcdef'],
      paint,
    )
    assert.deepEqual(lines, ['NAME    N', 'a       1', 'abcdef  6'])
  })

  it('fit a table into a screen: what can go goes, the widest is cut, and ids stay', () => {
    const columns = [
      { title: 'id', cell: (row: string) => `id-of-${row}` },
      { title: 'name', cell: (row: string) => `${row} `.repeat(4), least: 6 },
      { title: 'size', cell: (row: string) => String(row.length), align: 'right', leaves: 2 } as const,
      { title: 'age', cell: () => '5 s ago', leaves: 1 },
      { title: 'note', cell: () => '' },
    ]
    const at = (room: number) => table(columns, ['abcdef'], paint, room)
    assert.deepEqual(at(80), [
      'ID            NAME                         SIZE  AGE',
      'id-of-abcdef  abcdef abcdef abcdef abcdef     6  5 s ago',
    ])
    assert.deepEqual(at(40), ['ID            NAME         SIZE  AGE', 'id-of-abcdef  abcdef abc…     6  5 s ago'])
    assert.deepEqual(at(30), ['ID            NAME        SIZE', 'id-of-abcdef  abcdef ab…     6'])
    assert.deepEqual(at(21), ['ID            NAME', 'id-of-abcdef  abcdef…'])
    assert.deepEqual(at(5), ['ID            NAME', 'id-of-abcdef  abcde…'])
  })

  it('align names that are twice as wide as they are long, and let none move the cursor', () => {
    const columns = [
      { title: 'name', cell: String, least: 4 },
      { title: 'n', cell: () => '1' },
    ]
    assert.deepEqual(table(columns, ['名前', '👩‍🚀x', 'ab\u001b[2J\ncd'], paint), [
      'NAME   N',
      '名前   1',
      '👩‍🚀x    1',
      'ab cd  1',
    ])
    assert.equal(cut('名前の人', 5), '名前…')
  })

  it('break between words', () => {
    assert.deepEqual(wrap('one two three', 8), ['one two', 'three'])
    assert.deepEqual(wrap('a-word-that-is-too-long yes\nnext', 10), ['a-word-that-is-too-long', 'yes', 'next'])
    assert.deepEqual(below('✗ ', ['one', 'two']), ['✗ one', '  two'])
  })

  it('make a table of a plan: a row for each effect, stages numbered from one', () => {
    const effect = (action: 'create' | 'remove', name: string) =>
      ({ action, name, kind: 'directory', owner: 'team:1' }) as const
    const plan: Plan = {
      ...{ task_type: 'team.provision', resource_type: 'team', resource_id: '1' },
      steps: [
        { name: 'a', stage: 1, title: 'Making a', effects: [effect('create', 'x'), effect('remove', 'y')] },
        { name: 'b', stage: 1, title: 'Making b', effects: [] },
        { name: 'c', stage: 2, title: 'Making c', effects: [effect('create', 'z')] },
      ],
    }
    assert.deepEqual(planLines(plan, paint), [
      'STAGE  STEP      EFFECT    KIND       NAME',
      '    1  Making a  + create  directory  x',
      '                 - remove  directory  y',
      '       Making b',
      '    2  Making c  + create  directory  z',
      '',
      '3 steps: 2 to create, 1 to remove',
    ])
  })

  it('tell spans and ages for people', () => {
    assert.deepEqual([400, 12_000, 185_000, 7_500_000].map(duration), ['0.4 s', '12.0 s', '3 min 05 s', '2 h 05 min'])
    const since = '2026-01-15T10:30:00Z'
    assert.deepEqual(
      [5, 120, 7_200, 200_000].map((s) => ago(since, BEGAN + s * 1_000)),
      ['5 s ago', '2 min ago', '2 h ago', '2 d ago'],
    )
  })
})
