import type { IncomingHttpHeaders } from 'node:http'

/** One request as a handler sees it. */
export interface DoubleRequest {
  readonly method: string
  /** The whole address, as it was asked for. */
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  /** What the route's template names, percent-decoded. */
  readonly params: Readonly<Record<string, string>>
  /** JSON parsed; a form as a record of strings; otherwise undefined. */
  readonly body: unknown
  readonly raw: Buffer
}

/** What a handler answers. A Buffer is sent as it is, anything else but undefined as JSON. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export type Handler = (request: DoubleRequest) => Answer | Promise<Answer>

/** Thrown by a handler, from any depth, to answer so. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`answers ${answer.status}`)
    this.answer = answer
  }
}
