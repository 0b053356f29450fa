import yargs, { type Argv } from 'yargs'
import { z } from 'zod'
import { Failure } from '#contract'
import { withExamples, type Command, type Example, type Globals, type Group, type Run } from './command.ts'
import { COMMANDS, findCommand, isGroup } from './commands/index.ts'

/** Widest that help is made, in characters. */
const WIDEST = 110

const EPILOGUE = `Exit codes: 0 done · 1 failed and undone, or refused · 2 wrong usage or token · 3 unreachable · 4 leftovers · 130 Ctrl-C
Environment: SLIPWAY_URL, SLIPWAY_TOKEN or SLIPWAY_TOKEN_FILE, NO_COLOR. "slipway login" remembers address and token.
More: docs/cli.md`

/** Words of yargs that say too little. Its types know nothing of the two forms that it wants of some. */
const WORDS = z.record(z.string(), z.custom<string>()).parse({
  'Did you mean %s?': 'There is no such command. Did you mean "%s"?',
  'Not enough non-option arguments: got %s, need at least %s': {
    one: 'Arguments are missing: %s of %s given.',
    other: 'Arguments are missing: %s of %s given.',
  },
  'Missing required argument: %s': { one: 'Missing option: --%s.', other: 'Missing options: %s.' },
  'Unknown argument: %s': { one: 'Nothing here is called %s.', other: 'Nothing here is called %s.' },
})

const EXAMPLES: readonly Example[] = [
  ['slipway sandbox create shop/one', 'Make a sandbox, and see it come up'],
  ['slipway watch', 'Everything that happens, live'],
  ['slipway plan team delete acme --cascade', 'What would that do?'],
  ['slipway tasks --status failed --json', 'For programs'],
]

export interface Program {
  readonly args: readonly string[]
  readonly version: string
  readonly columns: number | undefined
  readonly run: Run
  /** What may stand at the end of the line beside what yargs knows by itself. @param argv the line as it is understood */
  readonly complete: (argv: unknown) => Promise<readonly string[]>
}

/**
 * Understands a command line and runs its command.
 * @throws Failure WRONG_USAGE; whatever the command throws
 */
export const runProgram = async ({ args, version, columns, run, complete }: Program): Promise<void> => {
  const parser = globalOptions(
    yargs(args)
      .scriptName('slipway')
      .usage('$0 <command>: teams, workspaces and sandboxes from the command line')
      .locale('en')
      .updateStrings(WORDS),
  )
    .version(version)
    .help()
    .alias('help', 'h')
    .wrap(columns === undefined ? null : Math.min(columns, WIDEST))
    .epilogue(EPILOGUE)
    .exitProcess(false)
    .strict()
    .demandCommand(1, 'Name a command; slipway --help lists them.')
    .recommendCommands()
    .fail((message: string | null, error: Error | undefined) => {
      if (error instanceof Error && error.name !== 'YError') throw error
      const usage = findCommand(args.filter((word) => !word.startsWith('-')))
      const hint = usage === undefined ? '' : ` Usage: slipway ${usage}`
      throw new Failure('WRONG_USAGE', `${message ?? error?.message ?? 'The command line is wrong.'}${hint}`)
    })
    .completion('completion-script', false, completing(complete))
  await COMMANDS.reduce((to, each) => addTo(to, each, run, 'slipway'), withExamples(parser, EXAMPLES)).parseAsync(
    args.length === 0 ? '--help' : args,
  )
}

const globalOptions = (argv: Argv): Argv<Globals> =>
  argv
    .option('url', { type: 'string', describe: 'Address of portal-api' })
    .option('token-file', { type: 'string', describe: 'File that holds the token' })
    .option('token', { type: 'string', describe: 'The token; others may see it in the list of processes' })
    .option('json', { type: 'boolean', default: false, describe: 'Print JSON, and nothing else' })
    .group(['url', 'token-file', 'token'], 'Connection:')
    .group(['json', 'help', 'version'], 'General:')

const addTo = (argv: Argv<Globals>, each: Command | Group, run: Run, path: string): Argv<Globals> => {
  if (!isGroup(each)) return each.addTo(argv, run)
  const { word, summary, examples, commands } = each
  const words = commands.map((below) => (isGroup(below) ? below.word : (below.usage.split(' ', 1)[0] ?? '')))
  // Where one command is meant when none is named, none has to be.
  const fewest = words.includes('$0') ? 0 : 1
  return argv.command(word, summary, (own) =>
    commands
      .reduce(
        (to, below) => addTo(to, below, run, `${path} ${word}`),
        withExamples(own.usage(`${path} ${word} <command>\n\n${summary}`), examples),
      )
      .demandCommand(fewest, `Name a command of "${path} ${word}": ${words.join(', ')}.`),
  )
}

type Found = (error: Error | null, words: string[] | undefined) => void

/** One-letter options are no help, and yargs spells them wrong. */
const LETTER = /^--?\w(?::|$)/

/** What yargs itself knows of a line, and what else may stand there; options only where they are asked for, or nothing else is. */
const completing =
  (complete: Program['complete']) =>
  (current: string, argv: unknown, ofYargs: (found: Found) => unknown, done: (words: string[]) => unknown): void => {
    ofYargs((_error, words = []) => {
      void complete(argv).then((more) => {
        const all = [...words, ...more].filter((word) => !LETTER.test(word))
        const plain = all.filter((word) => !word.startsWith('-'))
        done(current.startsWith('-') || plain.length === 0 ? all : plain)
      })
    })
  }
