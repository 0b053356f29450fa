import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Failure, FAILURES, type FailureCode } from '#contract'
import { headersOf, problemOf } from '../problem.ts'
import { PROBLEM_TYPE } from '../schemas/problem.ts'

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
  void reply.code(problem.status).headers(headersOf(failure)).type(PROBLEM_TYPE).send(JSON.stringify(problem))
}

/** What came in is no request, or not one that fits: there is nothing to reply to but the connection. */
export const refuseMalformed = (error: ConnectionError, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const failure =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Failure('HEADERS_TOO_LARGE', 'Address and headers are too large.', { cause: error })
      : new Failure('INVALID_REQUEST', 'This is no HTTP request, or it did not come to its end.', { cause: error })
  const body = JSON.stringify(problemOf(failure, ''))
  const { http } = FAILURES[failure.code]
  const head = [
    `HTTP/1.1 ${http} ${STATUS_CODES[http]}`,
    `Content-Type: ${PROBLEM_TYPE}; charset=utf-8`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Every error answer is application/problem+json: RFC 9457. */
export const answerWithProblems = (app: FastifyInstance): void => {
  app.setErrorHandler<FastifyError>(sendProblem)
  app.setNotFoundHandler((request) => {
    throw new Failure('NOT_FOUND', `There is nothing at ${request.url}.`)
  })
}
