import { Failure } from './failure.ts'
import { createRedactor } from './redaction.ts'

/** An error as it may be logged. */
export interface ToldError {
  readonly type: string
  readonly message: string
  readonly code?: string | number
  readonly stack?: string
  readonly cause?: ToldError
}

/** Causes that are told: an error may be its own cause. */
const MOST_CAUSES = 8

/**
 * Of an error, and of what caused it, only what is known to be harmless: those of ioredis and BullMQ carry what was sent,
 * those of octokit, axios, Graph and Key Vault the request with its headers. A coded failure goes without its stack: where
 * it was thrown tells little, where a defect was thrown tells all.
 */
const tellError = (error: unknown): ToldError => tell(error, MOST_CAUSES)

const tell = (error: unknown, causes: number): ToldError => {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no error was thrown' }
  return {
    type: error.name,
    message: error.message,
    ...codeOf(error),
    ...(error.stack === undefined || error instanceof Failure ? {} : { stack: error.stack }),
    ...(error.cause === undefined || causes === 0 ? {} : { cause: tell(error.cause, causes - 1) }),
  }
}

const codeOf = (error: Error): Pick<ToldError, 'code'> => {
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' || typeof code === 'number' ? { code } : {}
}

/** What is to be logged, with the errors in it told: whatever was thrown as `err`, and every error beside it. */
const tellErrors = (logged: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(logged).map(([key, value]) => [
      key,
      key === 'err' || value instanceof Error ? tellError(value) : value,
    ]),
  )

/**
 * Options of pino with which no line shows a secret: errors are told, and every line is redacted.
 * @param secrets texts that may be in no line, whatever is logged
 */
export const harmlessLogging = (secrets: readonly string[]) => ({
  formatters: { log: tellErrors },
  // An error has been told by now: pino's own serializer would take what is left for another one.
  serializers: { err: (told: unknown) => told },
  hooks: { streamWrite: createRedactor(secrets) },
})
