import type { Frame } from './frame.ts'
import type { StreamEvent } from './stream-event.ts'

/** What one reader of events is told. */
export interface Story {
  /** What has happened already. It is taken no faster than it is read. */
  readonly past: Iterable<Frame> | AsyncIterable<Frame>
  /** What becomes of an event that happens; undefined when nothing follows the past. */
  readonly judge: ((event: StreamEvent) => 'skip' | 'tell' | 'tell and end') | undefined
}
