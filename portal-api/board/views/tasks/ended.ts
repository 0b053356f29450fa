import type { VNode } from 'preact'
import { html } from 'htm/preact'
import type { Task } from '../../api/task.ts'
import { memo, useNow } from '../../lib/hooks.ts'
import { age, duration } from '../../lib/time.ts'
import { Icon } from '../icons.ts'
import { titleOf } from '../names.ts'

/** How long a task that has ended was at work. */
export const took = ({ started_at, completed_at, failed_at }: Task): string => {
  const end = completed_at ?? failed_at
  return started_at === undefined || end === undefined ? '' : duration(Date.parse(end) - Date.parse(started_at))
}

/** A task that was completed or cancelled, in a line. */
export const EndedTask = memo(({ task, subject }: { task: Task; subject: string }): VNode => {
  const now = useNow(30_000)
  const isDone = task.status === 'completed'
  return html`
    <li class="ended" data-task=${task.id} data-state=${task.status}>
      <${Icon} name=${isDone ? 'check' : 'undo'} />
      <span class="ended-name">${titleOf(task.type)} <b>${subject}</b>${isDone ? '' : ' – cancelled, undone'}</span>
      <span class="ended-took">${took(task)}</span>
      <time datetime=${task.updated_at}>${age(task.updated_at, now)}</time>
    </li>
  `
})
