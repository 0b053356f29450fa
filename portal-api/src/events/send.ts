import { finished, Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { keepRecognised } from '../plugins/keep-recognised.ts'

/** Headers at once, and how long a browser waits before it connects again. */
export const OPENING = 'retry: 1000\n\n'

async function* opened(frames: AsyncIterable<string>): AsyncGenerator<string> {
  yield OPENING
  yield* frames
}

/** Where the frames of an answer come from. */
interface Source {
  /** Wakes whoever waits for the next frame. */
  close(): void
  /** Aborts when the reader takes nothing for too long. */
  readonly dropped: AbortSignal
}

/**
 * Answers with server-sent events until the frames end, the client leaves, or it takes nothing for too long: a frame is
 * asked for when the one before was taken. It ends as well when the client loses its access.
 * @param mayStill whether whoever reads may still do so, asked now and then
 */
export const sendEvents = (
  reply: FastifyReply,
  source: Source,
  frames: AsyncIterable<string>,
  mayStill: () => boolean,
) => {
  const stream = Readable.from(opened(frames), { objectMode: false })
  // A generator that waits for its next frame hears of nothing else, and its stream can't close before it has ended:
  // closing its source when the answer is over, however it ended, wakes it.
  const stop = keepRecognised(reply.request, mayStill, () => source.close())
  finished(reply.raw, () => {
    stop()
    source.close()
  })
  source.dropped.addEventListener('abort', () => stream.destroy(new Error('slow reader')), { once: true })
  return replyWithEvents(reply, stream)
}

/** Answers with a stream in the form of text/event-stream. */
export const replyWithEvents = (reply: FastifyReply, stream: Readable) =>
  reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(stream)
