import type { ArgumentsCamelCase, Argv } from 'yargs'
import type { ExitCode } from './exit-code.ts'
import type { Session } from './session.ts'

/** Options that every command takes. */
export interface Globals {
  readonly url: string | undefined
  readonly token: string | undefined
  readonly 'token-file': string | undefined
  readonly json: boolean
}

/** A line of the shell, and what it does. */
export type Example = readonly [line: string, what: string]

/** What is done with a command once its line was understood. */
export type Run = (
  globals: ArgumentsCamelCase<Globals>,
  command: (session: Session) => Promise<ExitCode>,
) => Promise<void>

/** A command as yargs, help, completion and documents know it. */
export interface Command {
  /** With its arguments as yargs writes them: `create <slug>`. */
  readonly usage: string
  readonly summary: string
  readonly examples: readonly Example[]
  readonly addTo: (yargs: Argv<Globals>, run: Run) => Argv<Globals>
}

/** Commands below one word: `slipway team …`. */
export interface Group {
  readonly word: string
  readonly summary: string
  readonly examples: readonly Example[]
  readonly commands: readonly (Command | Group)[]
}

/** Each below what it does, as a shell would take it; beside each other they would be broken amid a word. */
export const withExamples = <T>(yargs: Argv<T>, examples: readonly Example[]): Argv<T> =>
  yargs.example(
    examples.flatMap(([line, what]): [string, string][] => [
      [`# ${what}`, ''],
      [line, ''],
    ]),
  )

interface Spec<T> extends Omit<Command, 'addTo'> {
  readonly options: (yargs: Argv<Globals>) => Argv<T>
  readonly run: (args: ArgumentsCamelCase<T>, session: Session) => Promise<ExitCode>
}

export const defineCommand = <T extends Globals>({ options, run: act, ...command }: Spec<T>): Command => ({
  ...command,
  addTo: (yargs, run) =>
    yargs.command<T>({
      command: command.usage,
      describe: command.summary,
      builder: (own) => withExamples(options(own.group([], 'Positionals:').group([], 'Options:')), command.examples),
      handler: (args) => run(args, (session) => act(args, session)),
    }),
})
