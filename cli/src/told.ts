import { Failure } from '#contract'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Refused } from './refused.ts'
import { below, wrap } from './screen/cut.ts'
import type { Paint } from './screen/paint.ts'

const CALLER_IS_WRONG: ReadonlySet<number> = new Set([400, 401, 413, 415, 422])
/** What may be tried again later says nothing about what was asked for. */
const CANNOT_SERVE: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** An error as it is told to people and programs. */
interface Told {
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly fields?: readonly string[]
}

/** Remedies for programs that talk to portal-api, as people at this command line can follow them. */
const REMEDIES: Readonly<Record<string, string>> = {
  UNAUTHORIZED: 'Check the token: it may have expired or been revoked. "slipway login" stores another one.',
  HAS_CHILDREN: 'Delete what it contains first, or repeat with --cascade.',
  PRECONDITION_FAILED: 'Run the same command again, and look at the new plan.',
}

/** What people and programs are told of an error. */
export const tell = (thrown: unknown): Told => {
  if (thrown instanceof Refused) {
    const { code, message, remedy, fields } = thrown
    return { code, message, remedy: REMEDIES[code] ?? remedy, ...(fields.length === 0 ? {} : { fields }) }
  }
  const { code, message, remedy } = Failure.from(thrown)
  return { code, message, remedy: REMEDIES[code] ?? remedy }
}

/** The exit code that an error stands for. */
export const exitCodeOf = (thrown: unknown): ExitCode => {
  if (thrown instanceof Refused) {
    const { status } = thrown.problem
    if (CALLER_IS_WRONG.has(status)) return EXIT.usage
    return CANNOT_SERVE.has(status) ? EXIT.unreachable : EXIT.failed
  }
  switch (Failure.from(thrown).code) {
    case 'WRONG_USAGE':
    case 'NO_TOKEN':
    case 'SECRET_EXPOSED':
      return EXIT.usage
    case 'PORTAL_UNREACHABLE':
    case 'PORTAL_UNTRUSTED':
    case 'ANSWER_UNEXPECTED':
      return EXIT.unreachable
    default:
      return EXIT.failed
  }
}

/** An error as the one JSON document of `--json`. */
export const asJson = (thrown: unknown): string => JSON.stringify({ error: tell(thrown) })

/**
 * An error in lines: what happened, each wrong field, what to do, and the code that docs/errors.md explains.
 * @param room columns of the screen
 */
export const asLines = (thrown: unknown, paint: Paint, room = Number.POSITIVE_INFINITY): string => {
  const { code, message, remedy, fields = [] } = tell(thrown)
  return [
    ...below(`${paint.red('✗')} `, wrap(message, room - 2)),
    ...fields.flatMap((field) => below('    ', wrap(field, room - 4))),
    ...below('  ', wrap(remedy, room - 2)),
    `  ${paint.dim(code)}`,
  ].join('\n')
}
