import pretty from 'pino-pretty'

/**
 * Log lines as people like to read them: a line each, what they are about behind the message, errors below it.
 * @param colorize whether they go to a terminal
 */
export const prettyLines = (colorize: boolean): pretty.PrettyStream =>
  pretty({ colorize, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true })
