import type { VNode } from 'preact'
import { html } from 'htm/preact'
import type { Resource } from '../api/resource.ts'
import type { Task } from '../api/task.ts'

const WORKING: Readonly<Record<string, string>> = {
  provision: 'Provisioning',
  delete: 'Deleting',
  suspend: 'Suspending',
  restart: 'Restarting',
}

const STANDING: Readonly<Record<Resource['status'], string>> = {
  active: 'Active',
  suspended: 'Suspended',
  deleting: 'Half deleted',
}

/** How a resource stands, in a word and a colour; while a task is at work on it, what that does. */
export const StateMark = ({ status, task }: { status: Resource['status']; task: Task | undefined }): VNode => {
  const working = WORKING[task?.type.split('.').at(-1) ?? '']
  if (task !== undefined && working !== undefined && task.status === 'processing')
    return html`<span class="mark" data-state="working">${working} ${task.percentage} %</span>`
  if (task !== undefined && working !== undefined)
    return html`<span class="mark" data-state="working">${working}: waiting</span>`
  return html`<span class="mark" data-state=${status}>${STANDING[status]}</span>`
}
