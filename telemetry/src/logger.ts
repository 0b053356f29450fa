import { pino, type Logger } from 'pino'
import { z } from 'zod'
import { harmlessLogging, REDACTED } from '#contract'
import { logContext } from './log-context.ts'

/** The variables of logging, of both processes. */
export const LogVariables = z.object({
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
})
export type LogSettings = Readonly<z.output<typeof LogVariables>>

const SECRET_FIELDS = ['*.agent_webhook_secret', '*.*.agent_webhook_secret', '*.client_secret']

/** Options of pino with which lines say what they are about, and show no secret. */
export const loggerOptions = (level: string, secrets: readonly string[]) => ({
  level,
  mixin: logContext,
  ...harmlessLogging(secrets),
  redact: { paths: SECRET_FIELDS, censor: REDACTED },
})

/**
 * Lines on standard output: JSON, or on a terminal (and with LOG_FORMAT=pretty) as people like to read them.
 * @param secrets texts that may be in no line, whatever is logged
 */
export async function createLogger(settings: LogSettings, secrets: readonly string[]): Promise<Logger> {
  const options = loggerOptions(settings.LOG_LEVEL, secrets)
  const format = settings.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json')
  if (format === 'json') return pino(options)
  // Loaded only here: a service logs JSON.
  const { prettyLines } = await import('./pretty.ts')
  return pino(options, prettyLines(process.stdout.isTTY))
}
