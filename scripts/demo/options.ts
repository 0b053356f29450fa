import { parseArgs } from 'node:util'
import { SetupError } from '../setup/setup-error.ts'

export const HELP = `npm run demo [-- <options>]

Sets up everything, then has Slipway provision a team, a workspace and two sandboxes, checks that they are what they
should be, has an agent work on a card, lets one provisioning fail, deletes everything and shows that nothing is left. Exit code 0 only if all of
that was observed. Its data lie in a temporary folder, apart from those of npm start.

The agent is the Claude Code of this machine if it is logged in or ANTHROPIC_API_KEY is set; it may spend $0.50.
Otherwise a scripted stand-in takes its place.

  --stand-in   the stand-in in any case: nothing is spent
  --keep       stop before deleting: leave everything running, print the addresses, and clean up on Ctrl-C
  --json       print only the result, as one JSON object
  --help       print this
`

export interface DemoOptions {
  readonly standIn: boolean
  readonly keep: boolean
  readonly json: boolean
  readonly help: boolean
}

/** @throws SetupError that names the argument which is none */
export function parseOptions(args: readonly string[]): DemoOptions {
  const flag = { type: 'boolean', default: false } as const
  try {
    const options = { 'stand-in': flag, keep: flag, json: flag, help: flag }
    const { 'stand-in': standIn, ...values } = parseArgs({ args: [...args], options }).values
    return { standIn, ...values }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new SetupError(`${error.message}\n\n${HELP}`, { cause: error })
  }
}
