import { randomUUID } from 'node:crypto'
import type { Job } from 'bullmq'
import type { Redis } from 'ioredis'
import type { z } from 'zod'
import { Failure, Refusal, type Question } from '#contract'
import { createAnswers } from './answers.ts'
import type { PromptQueue } from './queue.ts'

/** How long an orchestrator may take to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 5_000
/** Questions that may wait at once: some of those who ask have shown no token yet. */
const MOST_WAITING = 200

/** What is asked, and what an answer to it looks like. */
interface Asked<T extends z.ZodType> {
  readonly question: Question
  readonly data: object
  readonly answer: T
  /** How long an orchestrator may take, in milliseconds. @default 5 s */
  readonly timeoutMs?: number
}

export interface Asker {
  /**
   * Asks any orchestrator.
   * @throws Failure ORCHESTRATOR_UNAVAILABLE, REDIS_UNAVAILABLE, or the one with which it refuses to answer
   */
  ask<T extends z.ZodType>(asked: Asked<T>): Promise<z.output<T>>
  close(): Promise<void>
}

/** Takes back a job that nobody answered. One that is being worked on, or is gone, removes itself at its end. */
const takeBack = async (job: Job): Promise<void> => {
  await job.remove().catch(() => undefined)
}

/** @param queue that of the questions */
export const createAsker = (redis: Redis, queue: PromptQueue): Asker => {
  const answers = createAnswers(redis)
  let waiting = 0

  const answerTo = async (question: Question, data: object, timeoutMs: number): Promise<unknown> => {
    const jobId = randomUUID()
    using expected = await answers.expect(jobId, timeoutMs)
    const job = await queue.add(question, data, { jobId, attempts: 1, removeOnComplete: true, removeOnFail: true })
    return await expected.answer.catch(async (thrown: unknown) => {
      await takeBack(job)
      throw thrown
    })
  }

  return {
    async ask({ question, data, answer, timeoutMs = ANSWER_TIMEOUT_MS }) {
      if (waiting >= MOST_WAITING)
        throw new Failure('ORCHESTRATOR_UNAVAILABLE', `${MOST_WAITING} questions wait for an answer already.`)
      waiting += 1
      const given = await answerTo(question, data, timeoutMs).finally(() => (waiting -= 1))
      const refusal = Refusal.safeParse(given)
      if (!refusal.success) return answer.parse(given)
      const { code, message, retryable } = refusal.data.failure
      throw new Failure(code, message, { class: retryable ? 'transient' : 'permanent' })
    },
    close: () => answers.close(),
  }
}
