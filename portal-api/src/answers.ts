import { QueueEvents } from 'bullmq'
import type { Redis } from 'ioredis'
import { Failure, QUESTION_QUEUE, QUEUE_PREFIX } from '#contract'
import { onRedis, SILENCE_MS } from './redis.ts'

/** A question whose answer is waited for; disposing it ends that. */
export interface Expected extends Disposable {
  /** The job's return value; rejects when the job fails, when its time is up, or when Redis goes away. */
  readonly answer: Promise<unknown>
}

export interface Answers {
  /**
   * Listens for the end of a job that is about to be added. BullMQ's own `waitUntilFinished` polls once for a job that is
   * removed when it ends, and lets an error of that poll go unhandled.
   * @throws Failure REDIS_UNAVAILABLE
   */
  expect(jobId: string, timeoutMs: number): Promise<Expected>
  close(): Promise<void>
}

type Waiting = PromiseWithResolvers<unknown>

/** One that hears the ends of questions, until its connection is lost. */
interface Ear {
  readonly close: () => Promise<void>
}

/** Hears the ends of all questions over one connection, which the first question opens; after a loss the next one does. */
export const createAnswers = (redis: Redis): Answers => {
  const waiting = new Map<string, Waiting>()
  let opening: Promise<Ear> | undefined

  const open = async (): Promise<Ear> => {
    const [seconds] = await onRedis(() => redis.time())
    const connection = redis.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      autoResendUnfulfilledCommands: true,
      commandTimeout: undefined,
      socketTimeout: SILENCE_MS,
    })
    const events = new QueueEvents(QUESTION_QUEUE, {
      connection,
      prefix: QUEUE_PREFIX,
      lastEventId: `${Number(seconds) * 1000}-0`,
    })
    const close = async (): Promise<void> => {
      opening = undefined
      events.off('error', lose).on('error', () => undefined) // it is being closed: nobody waits for it any more
      connection.off('close', lost).disconnect()
      await events.close()
    }
    const lose = (cause?: Error): void => {
      const failure = new Failure('REDIS_UNAVAILABLE', 'Redis went away.', { cause })
      for (const { reject } of waiting.values()) reject(failure)
      void close()
    }
    const lost = (): void => lose()
    events.on('completed', ({ jobId, returnvalue }) => waiting.get(jobId)?.resolve(returnvalue))
    events.on('failed', ({ jobId, failedReason }) => waiting.get(jobId)?.reject(new Failure('INTERNAL', failedReason)))
    events.on('error', lose)
    connection.on('close', lost).on('error', () => undefined) // it is closed as well
    return { close }
  }

  return {
    async expect(jobId, timeoutMs) {
      const awaited: Waiting = Promise.withResolvers()
      // Its end may come before anybody awaits it: a rejection is then seen by who awaits it later.
      awaited.promise.catch(() => undefined)
      waiting.set(jobId, awaited)
      const timer = setTimeout(
        () =>
          awaited.reject(new Failure('ORCHESTRATOR_UNAVAILABLE', `No orchestrator answered within ${timeoutMs} ms.`)),
        timeoutMs,
      )
      const forget = (): void => {
        clearTimeout(timer)
        waiting.delete(jobId)
      }
      try {
        opening ??= open()
        await opening
      } catch (thrown) {
        opening = undefined
        forget()
        throw thrown
      }
      return { answer: awaited.promise, [Symbol.dispose]: forget }
    },
    async close() {
      const ear = await opening?.catch(() => undefined) // one that could not be opened need not be closed
      await ear?.close()
    },
  }
}
