import { ResourceRecord } from '#contract'
import type { TaskHistory } from './event-log.ts'
import { gapFrame } from './follow.ts'
import type { Story } from './story.ts'
import { isStatusChannel, type StreamEvent } from './stream-event.ts'
import { isAfter, type StreamId } from './stream-id.ts'
import { isFinal, type FoundTask } from '../tasks.ts'

/** A type names its resource first, and whoever refuses such a task still tells that its resource failed. */
const isAboutResource = ({ record }: FoundTask): boolean =>
  ResourceRecord.shape.type.safeParse(record.type.split('.', 1)[0]).success

// A task that was refused before it was admitted was never told to be created.
const beginsWithoutCreation = ({ record }: FoundTask, { events }: TaskHistory): boolean =>
  record.started_at === undefined && events.length > 0
const TERMINAL: ReadonlySet<string> = new Set(['task.completed', 'task.failed', 'task.cancelled'])

/**
 * Whether a task's events are all there: its end was told to its user, and, if it is about a resource at all, what
 * became of that.
 */
const isOver = (events: readonly StreamEvent[], aboutResource: boolean): boolean =>
  events.some((event) => TERMINAL.has(event.type)) &&
  (!aboutResource || events.some((event) => isStatusChannel(event.channel)))

/** What a reader of one task's events is still to get from the past, and whether anything can follow. */
export interface TaskPast {
  readonly gap: boolean
  readonly unseen: readonly StreamEvent[]
  readonly over: boolean
}

/**
 * The record must have been read before the history: an orchestrator writes a final record together with its events.
 * @param after the last event that the reader has seen, if it has seen any
 */
export const pastOf = (task: FoundTask, history: TaskHistory, after: StreamId | undefined): TaskPast => ({
  gap:
    task.takenUp &&
    !history.complete &&
    !beginsWithoutCreation(task, history) &&
    (after === undefined || isAfter(history.from, after)),
  unseen: history.events.filter((event) => after === undefined || isAfter(event.id, after)),
  over: isFinal(task.record.status) || isOver(history.events, isAboutResource(task)),
})

/** A task's events from its beginning (or after the last one seen) to its end. */
export const storyOfTask = (task: FoundTask, history: TaskHistory, after: StreamId | undefined): Story => {
  const { gap, unseen, over } = pastOf(task, history, after)
  function* past() {
    if (gap) yield gapFrame(after)
    for (const event of unseen) yield event.frame
  }
  const seen = [...history.events]
  const judge = (event: StreamEvent) => {
    if (!isAfter(event.id, history.until)) return 'skip'
    seen.push(event)
    return isOver(seen, isAboutResource(task)) ? 'tell and end' : 'tell'
  }
  return { past: past(), judge: over ? undefined : judge }
}
