import { setTimeout as delay } from 'node:timers/promises'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { Failure } from '#contract'
import { refusalOf, type Access } from './fetch.ts'
import { unreachable } from './unreachable.ts'

/** An event of a stream, or what became of the connection it comes over. */
export type Streamed =
  | { readonly kind: 'event'; readonly id: string | undefined; readonly event: string; readonly data: string }
  | { readonly kind: 'lost'; readonly failure: Failure }
  | { readonly kind: 'connected' }

export interface StreamOptions {
  /** How long a lost connection is tried to be opened again before it is given up, in milliseconds. @default 5 minutes */
  readonly patienceMs?: number
  /** The last event that was seen. */
  readonly after?: string | undefined
}

const PATIENCE_MS = 5 * 60_000
/** portal-api sends something every ten seconds; when nothing comes for so long the connection is dead, in milliseconds. */
const SILENCE_MS = 35_000
const FIRST_BACK_OFF_MS = 200
const LONGEST_BACK_OFF_MS = 3_000

/**
 * Server-sent events from an address, over as many connections as it takes: each goes on after the last event that came.
 * Ends when portal-api says that nothing can follow.
 * @param isOver asked when a connection has ended: whether its end was the end
 * @throws Refused, Failure PORTAL_UNREACHABLE when patience has run out; the reason of the signal
 */
export async function* readEvents(
  access: Access,
  path: string,
  isOver: () => boolean | Promise<boolean>,
  { patienceMs = PATIENCE_MS, after }: StreamOptions = {},
): AsyncGenerator<Streamed> {
  let last = after
  let lostAt: number | undefined
  for (let attempt = 0; ; attempt += 1) {
    try {
      const connection = await connect(access, path, last)
      if (connection === undefined) return
      attempt = 0
      lostAt = undefined
      yield { kind: 'connected' }
      for await (const { id, event = 'message', data } of messagesOf(connection, access)) {
        last = id ?? last
        yield { kind: 'event', id, event, data }
      }
      if (await isOver()) return
    } catch (thrown) {
      access.signal.throwIfAborted()
      const failure = thrown instanceof Failure && thrown.code === 'PORTAL_UNREACHABLE' ? thrown : undefined
      if (failure === undefined) throw thrown
      lostAt ??= performance.now()
      if (performance.now() - lostAt > patienceMs) throw failure
      yield { kind: 'lost', failure }
    }
    const wait = Math.min(FIRST_BACK_OFF_MS * 2 ** attempt, LONGEST_BACK_OFF_MS)
    await delay(wait, undefined, { signal: access.signal }).catch(() => access.signal.throwIfAborted())
  }
}

interface Connection {
  readonly response: Response
  /** Cuts it. */
  readonly silence: AbortController
}

/** Undefined when all has been seen already. */
const connect = async (access: Access, path: string, last: string | undefined): Promise<Connection | undefined> => {
  const { url, token, signal } = access
  const headers = new Headers({ authorization: `Bearer ${token}`, accept: 'text/event-stream' })
  if (last !== undefined) headers.set('last-event-id', last)
  const silence = new AbortController()
  const ending = AbortSignal.any([signal, silence.signal])
  const response = await fetch(`${url}${path}`, { headers, signal: ending }).catch((cause: unknown) => {
    throw unreachable(url, cause)
  })
  if (response.status === 204) return undefined
  if (response.ok) return { response, silence }
  const refusal = await refusalOf(response, url)
  // What can't be served now is tried again as what can't be reached is.
  if (response.status === 429 || response.status >= 500) throw unreachable(url, refusal)
  throw refusal
}

/** Read by hand: a decoder stream in between does not pass on that nobody reads any more. */
const bytesOf = (body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> => body.values()

async function* messagesOf({ response, silence }: Connection, { url }: Access): AsyncGenerator<EventSourceMessage> {
  const { body } = response
  if (body === null) return
  const messages: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => void messages.push(message) })
  const decoder = new TextDecoder()
  const timer = setTimeout(() => silence.abort(new DOMException('Nothing comes.', 'TimeoutError')), SILENCE_MS)
  try {
    for await (const bytes of bytesOf(body)) {
      timer.refresh()
      parser.feed(decoder.decode(bytes, { stream: true }))
      yield* messages.splice(0)
    }
  } catch (cause) {
    throw unreachable(url, cause)
  } finally {
    clearTimeout(timer)
  }
}
