import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Task } from '../api/task.ts'
import { selectTasks } from './select.ts'
import { signsOf } from './signs.ts'

const NOW = Date.UTC(2026, 0, 15, 10, 30)
const minutesAgo = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString()
const task = (id: string, status: string, minutes: number, more: object = {}) => {
  const at = minutesAgo(minutes)
  const common = { type: 'team.restart', user_id: 'u', message: '', percentage: 0, attempt: 1, created_at: at }
  return Task(
    { id, status, ...common, updated_at: at, ...(status === 'failed' ? { failed_at: at } : {}), ...more },
    'task',
  )
}
const tasksOf = (...tasks: readonly Task[]) => new Map(tasks.map((each) => [each.id, each]))

it('the tab tells of what runs, and of what failed within the hour and was not sent again', () => {
  const signs = (tasks: ReadonlyMap<string, Task>, link: 'live' | 'lost' = 'live') => signsOf(tasks, link, NOW)
  assert.deepEqual(signs(tasksOf(task('done', 'completed', 1))), { title: 'Slipway', failed: false })
  const busy = tasksOf(
    task('a', 'failed', 59),
    task('old', 'failed', 61),
    task('b', 'processing', 1),
    task('c', 'pending', 1),
  )
  assert.deepEqual(signs(busy), { title: '1 failed · 2 running · Slipway', failed: true })
  assert.equal(signs(busy, 'lost').title, 'not connected · 1 failed · 2 running · Slipway')
  const again = tasksOf(task('a', 'failed', 5), task('b', 'completed', 1, { retry_of: 'a' }))
  assert.deepEqual(signs(again), { title: 'Slipway', failed: false })
  const { failed, ended } = selectTasks(again)
  assert.deepEqual([failed.map(({ id }) => id), ended.map(({ id }) => id)], [[], ['b', 'a']])
})
