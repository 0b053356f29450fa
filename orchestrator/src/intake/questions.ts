import { Worker, type ConnectionOptions } from 'bullmq'
import { Failure, QUESTION_QUEUE, QUESTIONS, QUEUE_PREFIX, type Question, type Refusal } from '#contract'

/** Answers one question; what it throws is the refusal. */
export type Answer = (data: unknown) => Promise<object>

interface QuestionDeps {
  readonly connection: ConnectionOptions
  readonly answers: Readonly<Record<Question, Answer>>
  readonly onError: (thrown: unknown) => void
}

/** Answers what portal-api asks. */
export function answerQuestions({ connection, answers, onError }: QuestionDeps): Worker {
  const answer = async (name: string, data: unknown): Promise<object | Refusal> => {
    try {
      const question = QUESTIONS.find((each) => each === name)
      if (question === undefined) throw new Failure('INVALID_REQUEST', `There is no question ${JSON.stringify(name)}`)
      return await answers[question](data)
    } catch (thrown) {
      return { failure: Failure.from(thrown).toJSON() }
    }
  }
  const options = { connection, prefix: QUEUE_PREFIX, concurrency: 4 }
  return new Worker(QUESTION_QUEUE, (job) => answer(job.name, job.data), options).on('error', onError)
}
