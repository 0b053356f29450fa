import type { FastifyReply } from 'fastify'
import { keepRecognised } from '../plugins/keep-recognised.ts'
import { EventAnswer } from './event-answer.ts'
import { STILL_HERE } from './frame.ts'
import type { LiveEvents } from './hub.ts'
import { KEPT_EVENTS } from './recent-events.ts'
import type { Story } from './story.ts'
import type { Subscription } from './subscription.ts'

/**
 * Answers with server-sent events: a story's past, then each event as it happens. It is written to the connection in the
 * turn in which it is heard of, since there may be thousands of readers. One who takes too little is told so, and dropped.
 * The answer ends with the story, the client, or the client's access.
 * @param mayStill whether whoever reads may still do so, asked now and then
 */
export const sendLive = (
  reply: FastifyReply,
  { subscription }: LiveEvents,
  story: Story,
  mayStill: () => boolean = () => true,
): void => {
  const answer = new EventAnswer(reply)
  const stop = keepRecognised(reply.request, mayStill, () => answer.end())
  answer.onClose(() => {
    stop()
    subscription.close()
  })
  follow(answer, subscription, story).catch((thrown: unknown) => answer.breakOff(thrown))
}

/** Resolves when the past is told; what happens is told from then on. */
const follow = async (answer: EventAnswer, subscription: Subscription, { past, judge }: Story): Promise<void> => {
  let busy = true
  const passOn = (): void => {
    answer.together(() => {
      while (!answer.over && !answer.full) {
        const event = subscription.next()
        if (event === undefined) return
        const verdict = judge?.(event)
        if (verdict !== 'skip') answer.write(event.frame)
        if (verdict === 'tell and end') answer.end()
      }
    })
    busy = answer.full
    if (busy && !answer.over) void answer.ready().then(passOn)
  }
  subscription.listen((news) => {
    if (news === 'over') answer.end()
    else if (subscription.isBehind()) answer.drop(`The reader fell ${KEPT_EVENTS} events behind and was dropped.`)
    else if (!busy && news === 'quiet') answer.write(STILL_HERE)
    else if (!busy) passOn()
  })
  await answer.writeAll(past)
  if (answer.over) return
  if (judge === undefined) answer.end()
  else passOn()
}
