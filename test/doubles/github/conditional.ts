import { createHash } from 'node:crypto'
import type { Answer, DoubleRequest } from '../kit/exchange.ts'

/** What is read comes with its ETag; who has it already is answered 304, without a body. */
export function conditional(request: DoubleRequest, answer: Answer): Answer {
  if (request.method !== 'GET' || answer.status !== 200) return answer
  const etag = `W/"${createHash('sha256').update(JSON.stringify(answer.body)).digest('hex')}"`
  const headers = { ...answer.headers, etag }
  return request.headers['if-none-match'] === etag ? { status: 304, headers } : { ...answer, headers }
}
