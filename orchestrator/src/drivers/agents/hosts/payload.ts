import { Failure } from '#contract'
import type { HostCommand, RunTag } from './port.ts'
import { WRAPPER } from './wrapper.ts'

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/
/** What `read` and `printf` of any shell leave as it is. */
const PLAIN = /^[A-Za-z0-9_./:=@,+-]*$/

/**
 * A value as the wrapper reads it: a line of its kind, a sign and the value, with what is more than plain text in octal
 * escapes. No shell ever parses it.
 * @throws Failure AGENT_COMMAND_FAILED for a value with a NUL, which no argument can hold
 */
export function encodeLine(kind: string, value: string): string {
  if (PLAIN.test(value)) return `${kind}=${value}\n`
  if (value.includes('\0')) throw new Failure('AGENT_COMMAND_FAILED', 'an argument holds a NUL', { class: 'permanent' })
  const escapes = Array.from(Buffer.from(value), (byte) => `\\0${byte.toString(8).padStart(3, '0')}`)
  return `${kind}%${escapes.join('')}\n`
}

function commandText({ argv: [program, ...args], cwd, env }: HostCommand): string {
  const wrong = Object.keys(env).find((name) => !VARIABLE.test(name))
  if (wrong !== undefined) throw new TypeError(`${JSON.stringify(wrong)} is no name of a variable`)
  return [
    encodeLine('d', cwd),
    encodeLine('p', program),
    ...args.map((arg) => encodeLine('a', arg)),
    ...Object.entries(env).map(([name, value]) => encodeLine('e', `${name}=${value}`)),
  ].join('')
}

/** What `start` and `exec` of the wrapper read from standard input, and the sizes of its parts in bytes as their arguments. */
export function payloadOf(
  command: HostCommand,
  tag: RunTag,
): { readonly sizes: readonly string[]; readonly data: Buffer } {
  const { owner, task } = tag
  const parts = [WRAPPER, `${JSON.stringify({ owner, task })}\n`, commandText(command), command.stdin]
  const buffers = parts.map((part) => Buffer.from(part))
  return { sizes: buffers.map(({ length }) => `${length}`), data: Buffer.concat(buffers) }
}
