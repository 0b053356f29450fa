import { MAIN, startProgram, type RunOptions, type Started } from './program.ts'

/** A word for a shell. */
const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`

/** Runs the command line on a terminal of 100 columns and 30 rows: `script` makes a real one, and passes its exit code on. */
export const onTerminal = (
  args: readonly string[],
  options: RunOptions,
  program: readonly string[] = [process.execPath, MAIN],
): Started => {
  const line = [...program, ...args].map(quoted).join(' ')
  const command = `stty cols 100 rows 30; exec ${line}`
  return startProgram(['script', '--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    ...options,
    env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...options.env },
    input: options.input ?? 'typed',
  })
}
