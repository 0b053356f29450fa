import { pino, type Logger } from 'pino'
import { harmlessLogging, REDACTED } from '#contract'

const SECRET_FIELDS = ['*.agent_webhook_secret', '*.*.agent_webhook_secret', '*.client_secret']

/**
 * JSON lines on standard output, with secrets redacted wherever they stand.
 * @param secrets texts that may be in no line, whatever is logged
 */
export const createLogger = (level: string, secrets: readonly string[]): Logger =>
  pino({ level, ...harmlessLogging(secrets), redact: { paths: SECRET_FIELDS, censor: REDACTED } })
