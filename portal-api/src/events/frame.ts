import type { StreamId } from './stream-id.ts'

/** Something told in the form of text/event-stream. Its bytes are made once, for any number of readers. */
export interface Frame {
  readonly text: Buffer
  /** The same bytes as a chunk of an answer whose length is not known (RFC 9112, 7.1). */
  readonly chunk: Buffer
}

const toFrame = (text: string): Frame => {
  const length = Buffer.byteLength(text)
  const size = `${length.toString(16)}\r\n`
  const chunk = Buffer.from(`${size}${text}\r\n`)
  return { chunk, text: chunk.subarray(size.length, size.length + length) }
}

/** An event that has a name and data. One without an id leaves the reader's id alone. */
export const frameOf = (event: string, data: unknown, id?: StreamId): Frame =>
  toFrame(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)

/** How long a browser waits before it connects again. */
export const OPENING = toFrame('retry: 1000\n\n')

/** A comment, sent so that neither side takes a quiet connection for a dead one. */
export const STILL_HERE = toFrame(': still here\n\n')
