import type { StreamEvent } from './stream-event.ts'

/** What one reader of events is told. */
export interface Story {
  /** What has happened already, in the form of text/event-stream. It is taken no faster than it is read. */
  readonly past: Iterable<string | Buffer> | AsyncIterable<string | Buffer>
  /** What becomes of an event that happens; undefined when nothing follows the past. */
  readonly judge: ((event: StreamEvent) => 'skip' | 'tell' | 'tell and end') | undefined
}
