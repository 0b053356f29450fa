import { finished, Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { keepRecognised } from '../plugins/keep-recognised.ts'
import type { Subscription } from './subscription.ts'

/** Headers at once, and how long a browser waits before it connects again. */
const OPENING = 'retry: 1000\n\n'

async function* opened(frames: AsyncIterable<string>): AsyncGenerator<string> {
  yield OPENING
  yield* frames
}

/**
 * Answers with server-sent events until the frames end, the client leaves, or it falls too far behind: what it doesn't
 * take waits in its bounded subscription, not in memory without limit. It ends as well when the client loses its access.
 * @param mayStill whether whoever reads may still do so, asked now and then
 */
export const sendEvents = (
  reply: FastifyReply,
  { subscription }: { readonly subscription: Pick<Subscription<unknown>, 'close' | 'dropped'> },
  frames: AsyncIterable<string>,
  mayStill: () => boolean = () => true,
) => {
  const stream = Readable.from(opened(frames), { objectMode: false })
  // A generator that waits for its next event hears of nothing else, and its stream can't close before it has ended:
  // closing the subscription when the answer is over, however it ended, wakes it.
  const stop = keepRecognised(reply.request, mayStill, () => subscription.close())
  finished(reply.raw, () => {
    stop()
    subscription.close()
  })
  subscription.dropped.addEventListener('abort', () => stream.destroy(new Error('slow reader')), { once: true })
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(stream)
}
