import type { VNode } from 'preact'
import { html } from 'htm/preact'
import type { Task } from '../../api/task.ts'
import { memo } from '../../lib/hooks.ts'
import { duration } from '../../lib/time.ts'
import { Icon } from '../icons.ts'
import { titleOf } from '../names.ts'
import { Time } from '../time.ts'

/** How long a task that has ended was at work. */
export const took = ({ started_at, completed_at, failed_at }: Task): string => {
  const end = completed_at ?? failed_at
  return started_at === undefined || end === undefined ? '' : duration(Date.parse(end) - Date.parse(started_at))
}

/** What is to be said of one that was not completed; one that failed is here once it was sent again. */
const ENDS: Readonly<Partial<Record<Task['status'], string>>> = {
  cancelled: ' – cancelled, undone',
  failed: ' – failed, sent again',
}

/** A task that has ended, in a line. */
export const EndedTask = memo(({ task, subject }: { task: Task; subject: string }): VNode => {
  const isDone = task.status === 'completed'
  return html`
    <li class="ended" data-task=${task.id} data-state=${task.status}>
      <${Icon} name=${isDone ? 'check' : 'undo'} />
      <span class="ended-name">${titleOf(task.type)} <b>${subject}</b>${ENDS[task.status] ?? ''}</span>
      <span class="ended-took">${took(task)}</span>
      <${Time} at=${task.updated_at} short />
    </li>
  `
})
