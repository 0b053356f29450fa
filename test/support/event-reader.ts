import { EventEmitter, once } from 'node:events'
import { sentEvents, type SentEvent } from '../../portal-api/test/support/sse.ts'

/** Reads all events, from the first that is kept on. */
export interface EventReader extends AsyncDisposable {
  readonly seen: readonly SentEvent[]
  /** How often it was cut off and came again. */
  readonly cutOff: () => number
  /** Resolves when an event has been seen. */
  until(id: string): Promise<void>
}

/**
 * Reads from one of several portal-api, as through a load balancer: when that is gone it goes to the next one, and on from
 * the last event that it has seen.
 */
export function readEvents(urls: readonly string[], token: string): EventReader {
  const ending = new AbortController()
  const heard = new EventEmitter()
  const seen: SentEvent[] = []
  let last = '0-0'
  let cuts = 0
  const read = async (url: string): Promise<void> => {
    const headers = { authorization: `Bearer ${token}`, 'last-event-id': last }
    const response = await fetch(`${url}/api/events`, { headers, signal: ending.signal })
    for await (const event of sentEvents(response)) {
      seen.push(event)
      last = event.id ?? last
      heard.emit('event')
    }
  }
  const reading = (async (): Promise<void> => {
    for (let at = 0; !ending.signal.aborted; at += 1) {
      // fetch throws a TypeError where nobody listens, or whoever answered is gone.
      await read(urls[at % urls.length] ?? '').catch((thrown: unknown) => {
        if (!ending.signal.aborted && !(thrown instanceof TypeError)) throw thrown
      })
      cuts += 1
    }
  })()
  reading.catch(() => undefined) // It is told to whoever waits for an event, or disposes.
  return {
    seen,
    cutOff: () => cuts,
    async until(id) {
      const signal = AbortSignal.timeout(30_000)
      while (last !== id) await Promise.race([once(heard, 'event', { signal }), reading])
    },
    async [Symbol.asyncDispose]() {
      ending.abort()
      await reading
    },
  }
}
