import { readFileSync } from 'node:fs'

const partOf = (name: string): string => readFileSync(new URL(`wrapper/${name}.sh`, import.meta.url), 'utf8')

/** The shell script that keeps runs on a host; see there how. It is constant: data comes to it on standard input. */
export const WRAPPER = ['processes', 'runs', 'verbs'].map(partOf).join('\n')

/** What may be an argument of the wrapper: it means the same to every shell, quoted or not. */
const PLAIN = /^[\w.-]+$/

/** @throws TypeError for what would have to be quoted, and so is data */
export function plainArguments(args: readonly string[]): readonly string[] {
  const wrong = args.find((each) => !PLAIN.test(each))
  if (wrong !== undefined) throw new TypeError(`${JSON.stringify(wrong)} is no argument of the wrapper`)
  return args
}

/** The command line that calls the wrapper, for the login shell of whoever it is: the same text in one pair of quotes. */
export const commandLine = (args: readonly string[]): string =>
  `exec sh -c '${WRAPPER}' slipway ${plainArguments(args).join(' ')}`
