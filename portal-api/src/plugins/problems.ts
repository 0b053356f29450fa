import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Failure, type FailureCode } from '#contract'
import { headersOf, problemOf } from '../problem.ts'

const OF_FASTIFY: Readonly<Record<string, FailureCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
}
const NO_JSON: ReadonlySet<string> = new Set(['FST_ERR_CTP_EMPTY_JSON_BODY', 'FST_ERR_CTP_INVALID_JSON_BODY'])

/** An error as a failure: Fastify's own by their code, what else it blames on the client as INVALID_REQUEST. */
const failureOf = (error: FastifyError | Error, malformed: FailureCode = 'INVALID_REQUEST'): Failure => {
  if (error instanceof Failure || !('code' in error) || !('statusCode' in error)) return Failure.from(error)
  const { code, statusCode = 500, message } = error
  const known = NO_JSON.has(code) ? malformed : OF_FASTIFY[code]
  if (known !== undefined) return new Failure(known, message, { cause: error })
  return statusCode < 500 ? new Failure('INVALID_REQUEST', message, { cause: error }) : Failure.from(error)
}

/** The failure that an error stands for, noted with the request: audit and metrics tell of it. */
export const noteFailure = (error: FastifyError | Error, request: FastifyRequest): Failure => {
  const failure = failureOf(error, request.routeOptions.config.malformed)
  request.failure = failure.code
  if (failure.code === 'INTERNAL') request.log.error({ err: failure }, 'request failed')
  return failure
}

/** Answers a request with the failure that an error stands for. */
export const sendProblem = (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
  const failure = noteFailure(error, request)
  const problem = problemOf(failure, request.url)
  void reply
    .code(problem.status)
    .headers(headersOf(failure))
    .type('application/problem+json')
    .send(JSON.stringify(problem))
}

/** Every error answer is application/problem+json: RFC 9457. */
export const answerWithProblems = (app: FastifyInstance): void => {
  app.setErrorHandler<FastifyError>(sendProblem)
  app.setNotFoundHandler((request) => {
    throw new Failure('NOT_FOUND', `There is nothing at ${request.url}.`)
  })
}
