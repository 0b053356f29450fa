import assert from 'node:assert/strict'
import { z } from 'zod'

export interface SentEvent {
  readonly id: string | undefined
  readonly event: string | undefined
  readonly data: Record<string, unknown>
}

const Data = z.record(z.string(), z.unknown())

const parseBlock = (block: string): SentEvent | undefined => {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  const data = fields.get('data')
  return data === undefined
    ? undefined
    : { id: fields.get('id'), event: fields.get('event'), data: Data.parse(JSON.parse(data)) }
}

/** Read by hand: a TextDecoderStream in between does not cancel the answer before its next chunk. */
const bytesOf = (body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> => body.values()

/** The events of a text/event-stream answer, until it ends. */
export async function* sentEvents(response: Response): AsyncGenerator<SentEvent> {
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.ok(response.body)
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of bytesOf(response.body)) {
    const blocks = `${rest}${decoder.decode(bytes, { stream: true })}`.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parseBlock(block)
      if (event !== undefined) yield event
    }
  }
}

/** The next `count` events. */
export const take = async (events: AsyncGenerator<SentEvent>, count: number): Promise<SentEvent[]> => {
  const taken: SentEvent[] = []
  while (taken.length < count) {
    const next = await events.next()
    assert.ok(next.done !== true, `the stream ended after ${taken.length} of ${count} events`)
    taken.push(next.value)
  }
  return taken
}

/** All events up to the end of the stream. */
export const takeAll = async (response: Response): Promise<SentEvent[]> => {
  const taken: SentEvent[] = []
  for await (const event of sentEvents(response)) taken.push(event)
  return taken
}
