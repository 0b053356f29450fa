import type { Logger } from 'pino'
import { withoutLogContext } from './log-context.ts'

/** Milliseconds in which the same is told once. */
const PAUSE_MS = 60_000

/** What is known of something that goes wrong. */
interface Told {
  readonly at: number
  /** How often it has been so since then. */
  readonly repeated: number
}

/**
 * Warns of what goes wrong again and again by itself: while Redis is away every connection fails to come back, many times a
 * second. The same (subject and code) is a warning once a minute, with how often it was so since the last one; in between
 * it is told for debugging.
 * @param now milliseconds of a clock that only goes forward
 */
export function tellSeldom(
  log: Pick<Logger, 'warn' | 'debug'>,
  now: () => number = () => performance.now(),
): (what: string) => (thrown: unknown) => void {
  const known = new Map<string, Told>()
  return (what) => (thrown) => {
    const key = `${what} ${codeOf(thrown)}`
    const before = known.get(key)
    if (before !== undefined && now() - before.at < PAUSE_MS) {
      known.set(key, { at: before.at, repeated: before.repeated + 1 })
      withoutLogContext(() => log.debug({ err: thrown }, what))
      return
    }
    known.set(key, { at: now(), repeated: 0 })
    const repeated = before === undefined || before.repeated === 0 ? {} : { repeated: before.repeated }
    withoutLogContext(() => log.warn({ err: thrown, ...repeated }, what))
  }
}

/** Few in number, whatever happens: no message is one. */
const codeOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return typeof thrown
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name
}
