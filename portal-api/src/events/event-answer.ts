import type { ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyReply } from 'fastify'
import { Failure } from '#contract'
import { frameOf, OPENING, type Frame } from './frame.ts'

/** Milliseconds that a reader which is dropped has for what waits for it, and for being told so. */
const LEAVE_MS = 10_000

/**
 * An answer of server-sent events. There may be thousands at once, which hear of the same events: each is little more than
 * its connection, on which it writes bytes that all of them share.
 */
export class EventAnswer {
  readonly #raw: ServerResponse
  readonly #log: FastifyBaseLogger
  /** Whether it is written in chunks; one to HTTP/1.0 lasts as long as its connection. */
  readonly #inChunks: boolean
  #over = false
  #wake: (() => void) | undefined

  /** Begins it: its headers are sent at once. */
  constructor(reply: FastifyReply) {
    const { raw, request } = reply
    this.#raw = raw
    this.#log = reply.log
    this.#inChunks = request.raw.httpVersion === '1.1'
    // Fastify would lead a stream to the connection, which costs three times as much memory as the connection itself.
    reply.hijack()
    reply.headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      ...(this.#inChunks ? { 'transfer-encoding': 'chunked' } : {}),
    })
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
    raw.flushHeaders()
    this.write(OPENING)
    this.onClose(reply.countStream())
    this.onClose(() => {
      this.#over = true
      this.#wake?.()
    })
  }

  /** It has ended, whoever ended it. */
  get over(): boolean {
    return this.#over
  }
  /** The connection has enough for now. */
  get full(): boolean {
    return this.#sink.writableNeedDrain
  }
  /** Resolves when the connection takes more, or the answer is over. One waits at a time. */
  ready(): Promise<void> {
    if (this.#over || !this.full) return Promise.resolve()
    return new Promise((resolve) => {
      this.#wake = resolve
      this.#sink.once('drain', resolve)
    })
  }
  write({ text, chunk }: Frame): void {
    if (this.#over) return
    const sink = this.#sink
    sink.write(sink === this.#raw ? text : chunk)
  }
  /** Writes frames as fast as they are taken, until there are no more or it is over. */
  async writeAll(frames: Iterable<Frame> | AsyncIterable<Frame>): Promise<void> {
    for await (const frame of frames) {
      this.write(frame)
      await this.ready()
      if (this.#over) return
    }
  }
  /** Has everything that `writes` writes sent at once. */
  together(writes: () => void): void {
    const sink = this.#sink
    sink.cork()
    try {
      writes()
    } finally {
      sink.uncork()
    }
  }
  /** Calls back when it and its connection have parted, at once if they have. */
  onClose(callback: () => void): void {
    if (this.#raw.destroyed) callback()
    else this.#raw.once('close', callback)
  }
  end(): void {
    if (this.#over) return
    this.#over = true
    this.#raw.end()
    this.#wake?.()
  }
  /** Ends it with a message for a reader that takes too little. Who does not take even that in time is cut off. */
  drop(message: string): void {
    if (this.#over) return
    this.#log.info({ reason: message }, 'reader dropped')
    this.write(frameOf('dropped', { message }))
    const { socket } = this.#raw // which the answer lets go of when it has ended
    this.#raw.once('finish', () => socket?.destroySoon())
    const cutOff = setTimeout(() => this.#raw.destroy(), LEAVE_MS)
    this.onClose(() => clearTimeout(cutOff))
    this.end()
  }
  /** Breaks it off, so that its reader takes it for incomplete. */
  breakOff(why: unknown): void {
    this.#log.warn({ err: Failure.from(why) }, 'events broke off')
    this.#raw.destroy()
  }

  /** The connection itself, past what http keeps of each write; not while it is another answer's, or is no more. */
  get #sink() {
    const { socket } = this.#raw
    return this.#inChunks && socket?.writable === true ? socket : this.#raw
  }
}
