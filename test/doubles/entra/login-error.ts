import { randomUUID } from 'node:crypto'
import type { Answer } from '../kit/exchange.ts'

/** An error of the sign-in (https://learn.microsoft.com/entra/identity-platform/reference-error-codes). */
export class LoginError extends Error {
  override readonly name = 'LoginError'
  readonly status: number
  readonly error: string
  /** Number of its AADSTS code. */
  readonly number: number

  constructor(status: number, error: string, number: number, message: string, options?: ErrorOptions) {
    super(`AADSTS${number}: ${message}`, options)
    this.status = status
    this.error = error
    this.number = number
  }

  /** As the token endpoint reports it. */
  answer(now: number): Answer {
    const [trace, correlation] = [randomUUID(), randomUUID()]
    const timestamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`
    const description = `${this.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`
    const body = {
      error: this.error,
      error_description: description,
      error_codes: [this.number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${this.number}`,
    }
    return { status: this.status, body }
  }
}
