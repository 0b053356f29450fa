import { readEvents, type StreamOptions } from '../portal/events.ts'
import type { Portal } from '../portal/portal.ts'
import type { Task } from '../portal/shapes.ts'
import { taskEventOf, type TaskEvent } from '../portal/task-events.ts'
import { after, isFinal, viewOf, type TaskView } from './view.ts'

/** What is seen of a task that is followed. */
export type Seen = { readonly kind: 'view'; readonly view: TaskView } | { readonly kind: 'lost' }

/** Time of an event, in milliseconds since 1970: Redis makes its id of it. */
export const timeOfEvent = (id: string | undefined): number => {
  const time = Number.parseInt(id ?? '', 10)
  return Number.isNaN(time) ? Date.now() : time
}

/** Whether a view knows the step that an event tells of, and so can be brought forward by it. */
const knows = (view: TaskView, { step_name: name }: TaskEvent): boolean =>
  name === undefined ? view.steps.length > 0 : view.steps.some((step) => step.name === name)

/**
 * Follows a task to its end, through lost connections.
 * @returns its final record
 * @throws Refused, Failure PORTAL_UNREACHABLE; the reason of the signal
 */
export async function* followTask(portal: Portal, id: string, options?: StreamOptions): AsyncGenerator<Seen, Task> {
  let task = await portal.task(id)
  let view = viewOf(task)
  yield { kind: 'view', view }
  const isOver = async (): Promise<boolean> => isFinal((task = await portal.task(id)))
  if (isFinal(task)) return task
  for await (const streamed of readEvents(
    portal.access,
    `/api/tasks/${encodeURIComponent(id)}/events`,
    isOver,
    options,
  )) {
    if (streamed.kind === 'lost') yield streamed
    if (streamed.kind === 'connected') yield { kind: 'view', view }
    const event = streamed.kind === 'event' ? taskEventOf(streamed.data) : undefined
    if (streamed.kind !== 'event' || event?.task_id !== id) continue
    const time = timeOfEvent(streamed.id)
    // The stream begins with what the record knows already.
    if (time < Date.parse(task.updated_at)) continue
    if (isFinal({ status: after(view, event, time).status })) break
    // A record is written together with its events: it knows at least as much.
    view = knows(view, event) ? after(view, event, time) : viewOf((task = await portal.task(id)))
    yield { kind: 'view', view }
  }
  task = await portal.task(id)
  yield { kind: 'view', view: viewOf(task) }
  return task
}
