import { z } from 'zod'
import { FAILURES, type FailureCode } from './failures/index.ts'
import type { FailureClass } from './failures/kind.ts'
import { withoutCredentials } from './redaction.ts'

export { FAILURES, type FailureClass, type FailureCode }

const isFailureCode = (value: unknown): value is FailureCode =>
  typeof value === 'string' && Object.hasOwn(FAILURES, value)

/** The form in which a failure is stored and sent. `retryable` says whether the same call may work later. */
export const WireFailure = z.object({
  code: z.custom<FailureCode>(isFailureCode),
  message: z.string(),
  retryable: z.boolean(),
  remedy: z.string(),
})
export type WireFailure = z.infer<typeof WireFailure>

interface FailureOptions {
  /** The error that led to this one. */
  readonly cause?: unknown
  /** For `throttled` and `unavailable`: milliseconds after which to ask again. */
  readonly retryAfterMs?: number
  /** Overrides the class of the code, where the cause is known better: a 404 inside FORGE_FAILED is permanent. */
  readonly class?: FailureClass
}

/**
 * The one error type that crosses a boundary between modules. The message says what happened, the remedy what to do;
 * passwords in URLs and the like are taken out of it, since it is stored and told to users.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly class: FailureClass
  readonly retryAfterMs: number | undefined

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(withoutCredentials(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.class = options.class ?? FAILURES[code].class
    this.retryAfterMs = options.retryAfterMs
  }

  get retryable(): boolean {
    return this.class === 'transient' || this.waits
  }

  /** Whether a task that meets it only waits: it uses up none of its attempts. */
  get waits(): boolean {
    return this.class === 'throttled' || this.class === 'unavailable'
  }

  get remedy(): string {
    return FAILURES[this.code].remedy
  }

  toJSON(): WireFailure {
    return { code: this.code, message: this.message, retryable: this.retryable, remedy: this.remedy }
  }

  /** Anything thrown as a Failure: itself if it is one, otherwise INTERNAL with the thrown value as its cause. */
  static from(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return new Failure('INTERNAL', message, { cause: thrown })
  }
}
