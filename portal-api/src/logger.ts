import { pino, type Logger } from 'pino'
import { harmlessLogging } from '#contract'

/**
 * JSON lines on standard output. Request lines hold method and address, never headers or bodies.
 * @param secrets texts that may be in no line, whatever is logged
 */
export const createLogger = (level: string, secrets: readonly string[]): Logger =>
  pino({ level, ...harmlessLogging(secrets) })
