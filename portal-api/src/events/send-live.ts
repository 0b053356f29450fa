import { finished, Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { Failure } from '#contract'
import { keepRecognised } from '../plugins/keep-recognised.ts'
import { HEARTBEAT, type LiveEvents } from './hub.ts'
import { OPENING, replyWithEvents } from './send.ts'
import type { Story } from './story.ts'
import { frameOf, STILL_HERE } from './stream-event.ts'

/** Frames that wait for a reader before it is dropped. They are the same bytes for all readers. */
const MAX_BEHIND = 2_000
/** Frames that are prepared of the past while a reader is busy. */
const AHEAD = 16
/** Milliseconds that a reader which is dropped has for what waits for it, and for being told so. */
const LEAVE_MS = 10_000

/**
 * Answers with server-sent events: a story's past, then each event as it happens. It is written to the connection in the
 * turn in which it is heard of, since there may be thousands of readers. One who takes too little is told so, and dropped.
 * The answer ends with the story, the client, or the client's access.
 * @param mayStill whether whoever reads may still do so, asked now and then
 */
export const sendLive = (
  reply: FastifyReply,
  { subscription }: LiveEvents,
  { past, judge }: Story,
  mayStill: () => boolean = () => true,
) => {
  let wanted = Promise.withResolvers<undefined>()
  let cutOff: NodeJS.Timeout | undefined
  let over = false
  const stream = new Readable({ objectMode: true, highWaterMark: AHEAD, read: () => wanted.resolve(undefined) })

  const end = (lastWords?: string): void => {
    if (over) return
    over = true
    if (lastWords !== undefined) stream.push(lastWords)
    stream.push(null)
    subscription.close()
  }
  const drop = (message: string): void => {
    if (over) return
    end(frameOf('dropped', { message }))
    const { socket } = reply.raw // which the answer lets go of when it has ended
    reply.raw.once('finish', () => socket?.destroySoon())
    cutOff = setTimeout(() => stream.destroy(new Error('slow reader')), LEAVE_MS)
  }
  const send = (frame: string | Buffer): void => {
    if (over) return
    stream.push(frame)
    if (stream.readableLength > MAX_BEHIND) drop(`The reader fell ${MAX_BEHIND} events behind and was dropped.`)
  }
  const tell = async (): Promise<void> => {
    send(OPENING)
    for await (const frame of past) {
      wanted = Promise.withResolvers()
      send(frame)
      if (stream.readableLength >= AHEAD) await wanted.promise
      if (over) return
    }
    if (judge === undefined) {
      end()
      return
    }
    subscription.passOn((event) => {
      if (event === HEARTBEAT) {
        send(STILL_HERE)
        return
      }
      const verdict = judge(event)
      if (verdict !== 'skip') send(event.frame)
      if (verdict === 'tell and end') end()
    })
  }

  const stop = keepRecognised(reply.request, mayStill, () => end())
  finished(reply.raw, () => {
    over = true
    stop()
    clearTimeout(cutOff)
    subscription.close()
    wanted.resolve(undefined)
  })
  void subscription.ended.then((failure) => (failure === undefined ? end() : drop(failure.message)))
  tell().catch((thrown: unknown) => stream.destroy(Failure.from(thrown)))
  return replyWithEvents(reply, stream)
}
