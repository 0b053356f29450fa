import { readEvents, type StreamOptions } from '../portal/events.ts'
import type { Portal } from '../portal/portal.ts'
import type { Task } from '../portal/shapes.ts'
import { taskEventOf, type TaskEvent } from '../portal/task-events.ts'
import { Refused } from '../refused.ts'
import { timeOfEvent } from './follow.ts'
import { subjectOf } from './subject.ts'
import { after, isFinal, viewOf, type TaskView } from './view.ts'

/** A task among others, and what it is about. */
export interface Shown {
  readonly view: TaskView
  readonly subject: string
}

/** What happens to all tasks that may be seen. */
export type News =
  | { readonly kind: 'running'; readonly tasks: readonly Shown[] }
  | { readonly kind: 'ended'; readonly task: Shown; readonly running: readonly Shown[] }
  | { readonly kind: 'lost' }

/** More tasks than this are not looked up when a connection is opened. */
const MOST = 100
const UNDER_WAY: readonly Task['status'][] = ['processing', 'pending']

/**
 * Follows every task that may be seen: those that are under way, and those that come. It does not end by itself.
 * @throws Refused, Failure PORTAL_UNREACHABLE; the reason of the signal
 */
export async function* followAll(portal: Portal, options?: StreamOptions): AsyncGenerator<News> {
  const shown = new Map<string, Shown>()
  const running = (): Shown[] => [...shown.values()]
  const put = (task: Task): Shown => {
    const one = { view: viewOf(task), subject: subjectOf(task) }
    if (isFinal(task)) shown.delete(task.id)
    else shown.set(task.id, one)
    return one
  }
  /** What was missed while there was no connection is looked up. */
  const catchUp = async (): Promise<void> => {
    const pages = await Promise.all(UNDER_WAY.map((status) => portal.tasks({ status, limit: MOST })))
    shown.clear()
    for (const task of pages.flatMap(({ items }) => items)) put(task)
  }
  for await (const streamed of readEvents(portal.access, '/api/events', () => false, options)) {
    if (streamed.kind === 'lost') yield streamed
    if (streamed.kind === 'connected') {
      await catchUp()
      yield { kind: 'running', tasks: running() }
    }
    const event = streamed.kind === 'event' ? taskEventOf(streamed.data) : undefined
    if (streamed.kind !== 'event' || event === undefined) continue
    const known = shown.get(event.task_id)
    const time = timeOfEvent(streamed.id)
    if (known !== undefined && !needsRecord(known.view, event)) {
      shown.set(event.task_id, { ...known, view: after(known.view, event, time) })
      yield { kind: 'running', tasks: running() }
      continue
    }
    const task = await lookUp(portal, event.task_id)
    if (task === undefined) continue
    const one = put(task)
    yield isFinal(task) ? { kind: 'ended', task: one, running: running() } : { kind: 'running', tasks: running() }
  }
}

const ENDS: ReadonlySet<string> = new Set(['task.completed', 'task.failed', 'task.cancelled'])

/** How a task ended, and which steps it has, only its record tells. */
const needsRecord = (view: TaskView, { type, step_name: step }: TaskEvent): boolean =>
  ENDS.has(type) || view.steps.length === 0 || (step !== undefined && !view.steps.some(({ name }) => name === step))

/** Undefined if it has been forgotten since. */
const lookUp = async (portal: Portal, id: string): Promise<Task | undefined> => {
  try {
    return await portal.task(id)
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.code === 'TASK_NOT_FOUND') return undefined
    throw thrown
  }
}
