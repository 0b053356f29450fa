import type { Redis } from 'ioredis'
import { PAGE, readPage } from './event-log.ts'
import { frameOf, type Frame } from './frame.ts'
import type { LiveEvents } from './hub.ts'
import type { Story } from './story.ts'
import type { StreamEvent } from './stream-event.ts'
import { BEGINNING, isAfter, type StreamId } from './stream-id.ts'

/** Tells a reader that events after the one it named are no longer kept: it should read the present state anew. */
export const gapFrame = (requested: StreamId | undefined): Frame =>
  frameOf('gap', { requested: requested ?? null, message: 'Events before these are no longer kept.' })

/**
 * Every event after `after`, the stored ones first, then those that happen, each exactly once; without `after` only those
 * that happen.
 * @param sees which events the reader may see
 * @param live subscribed before the call, so that nothing falls between the stored and the live
 */
export const storyOfAll = (
  redis: Redis,
  { position }: LiveEvents,
  after: StreamId | undefined,
  sees: (event: StreamEvent) => boolean,
): Story => {
  let last = after ?? position
  let isNew = false
  async function* past() {
    for (let more = after !== undefined; more;) {
      const page = await readPage(redis, last)
      if (page[0]?.id !== last && last !== BEGINNING) {
        yield gapFrame(last)
        // An id beyond the stream's end is not from this stream: what happens from here on is all there is.
        if (page.length === 0) last = position
      }
      for (const event of page) {
        if (event.id === last) continue
        last = event.id
        if (sees(event)) yield event.frame
      }
      more = page.length === PAGE
    }
  }
  const judge = ({ id }: StreamEvent) => {
    isNew ||= isAfter(id, last) // and all after it, since ids only grow
    return isNew ? 'tell' : 'skip'
  }
  return { past: past(), judge }
}
