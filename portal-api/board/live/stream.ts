import { decodeEvent, EVENT_NAMES, type BoardEvent } from '../api/event.ts'
import { Undecodable } from '../lib/decode.ts'

/** Where the stream's news go. */
export interface Listener {
  /** Events in order, as many as came since the last frame was drawn. */
  readonly heard: (events: readonly BoardEvent[]) => void
  /** The stream is open. @param whole whether it carries on where it was: otherwise the present state has to be read */
  readonly opened: (whole: boolean) => void
  readonly lost: () => void
  /** Something came that this page does not understand. */
  readonly misunderstood: (why: Undecodable) => void
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000
/** News come once a frame; a page that nobody sees has no frames. */
const UNSEEN_MS = 500
/** A page that was not seen for so long may have slept: its connection may be dead without having noticed. */
const ASLEEP_MS = 60_000

/** So few events that each beginning among them can be shown. */
const FEW = 40

/** How many of the events go into one frame: a task that begins is seen at its beginning, however fast it goes on. */
const firstFrame = (events: readonly BoardEvent[]): number => {
  if (events.length > FEW) return events.length
  const begun = events.findIndex((event) => event.of === 'task' && event.told.type === 'task.created')
  return begun === -1 ? events.length : begun + 1
}

/** Follows the stream of events for as long as the page is there, and takes it up again wherever it breaks off. */
export const followStream = (listener: Listener): { readonly close: () => void } => {
  const over = new AbortController()
  let source: EventSource | undefined
  let lastId = ''
  let waitMs = FIRST_WAIT_MS
  let timer: number | undefined
  const waiting: BoardEvent[] = []
  let hiddenAt = 0

  const flush = (): void => {
    if (waiting.length === 0) return
    const events = waiting.splice(0, firstFrame(waiting))
    listener.heard(events)
    if (waiting.length > 0) requestAnimationFrame(flush)
  }
  const note = (event: BoardEvent): void => {
    waiting.push(event)
    if (waiting.length > 1) return
    if (document.hidden) setTimeout(flush, UNSEEN_MS)
    else requestAnimationFrame(flush)
  }
  const open = (): void => {
    clearTimeout(timer)
    source?.close()
    const opening = new EventSource(lastId === '' ? '/api/events' : `/api/events?last_event_id=${lastId}`)
    source = opening
    opening.addEventListener('open', () => {
      waitMs = FIRST_WAIT_MS
      listener.opened(lastId !== '')
    })
    opening.addEventListener('error', () => {
      listener.lost()
      if (opening.readyState !== EventSource.CLOSED) return // It comes back by itself.
      timer = setTimeout(open, waitMs)
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
    })
    for (const name of EVENT_NAMES) {
      opening.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        if (lastEventId !== '') lastId = lastEventId
        try {
          note(decodeEvent(name, data))
        } catch (thrown) {
          if (!(thrown instanceof Undecodable)) throw thrown
          listener.misunderstood(thrown)
        }
      })
    }
  }
  const { signal } = over
  addEventListener('online', open, { signal })
  addEventListener('offline', listener.lost, { signal })
  document.addEventListener(
    'visibilitychange',
    () => {
      flush()
      if (document.hidden) hiddenAt = Date.now()
      else if (Date.now() - hiddenAt > ASLEEP_MS) open()
    },
    { signal },
  )
  open()
  return {
    close() {
      over.abort()
      clearTimeout(timer)
      source?.close()
    },
  }
}
