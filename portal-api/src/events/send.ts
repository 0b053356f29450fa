import type { FastifyReply } from 'fastify'
import { keepRecognised } from '../plugins/keep-recognised.ts'
import { EventAnswer } from './event-answer.ts'
import type { Frame } from './frame.ts'

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
  frames: AsyncIterable<Frame>,
  mayStill: () => boolean,
): void => {
  const answer = new EventAnswer(reply)
  const stop = keepRecognised(reply.request, mayStill, () => source.close())
  // A generator that waits for its next frame hears of nothing else: closing its source when the answer is over, however it
  // ended, wakes it.
  answer.onClose(() => {
    stop()
    source.close()
  })
  source.dropped.addEventListener('abort', () => answer.breakOff(source.dropped.reason), { once: true })
  tell(answer, frames).catch((thrown: unknown) => answer.breakOff(thrown))
}

const tell = async (answer: EventAnswer, frames: AsyncIterable<Frame>): Promise<void> => {
  await answer.writeAll(frames)
  answer.end()
}
