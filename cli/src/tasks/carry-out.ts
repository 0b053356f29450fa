import { Failure } from '#contract'
import type { ArgumentsCamelCase, Argv } from 'yargs'
import { defineCommand, type Command, type Example, type Globals } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Write } from '../portal/write.ts'
import { confirm } from '../screen/confirm.ts'
import { planLines } from '../screen/plan-lines.ts'
import type { Session } from '../session.ts'
import { finish } from './finish.ts'

/** Options of every command that changes something. */
interface Carrying extends Globals {
  readonly detach: boolean
  readonly yes: boolean
}

/** Something to be changed, which can be planned first. */
export interface Change {
  /** What it is about: "team acme". */
  readonly subject: string
  readonly write: Write
}

interface Spec<T> {
  /** With the group it is in: `team create <slug>`. */
  readonly usage: string
  readonly summary: string
  readonly examples: readonly Example[]
  /** Whether it takes something away: then the plan is shown and somebody has to agree. */
  readonly destroys?: true
  readonly options: (yargs: Argv<Carrying>) => Argv<T>
  readonly change: (args: ArgumentsCamelCase<T>, session: Session) => Promise<Change>
}

/** A command that changes something, and the one that plans the same. */
export interface Changing {
  readonly command: Command
  readonly plan: Command
}

export const defineChange = <T extends Carrying>(spec: Spec<T>): Changing => {
  const { usage, summary, examples, destroys = false, options, change } = spec
  const command = defineCommand({
    ...{ usage, summary, examples },
    options: (yargs) => options(carrying(yargs, false, destroys)),
    run: async (args, session) => carryOut(await change(args, session), { ...args, destroys }, session),
  })
  const plan = defineCommand({
    usage,
    summary: `Plan: ${summary.charAt(0).toLowerCase()}${summary.slice(1)}`,
    examples: examples.slice(0, 1).map(([line]) => [line.replace(/^slipway/, 'slipway plan'), 'What it would do']),
    options: (yargs) => options(carrying(yargs, true, destroys)),
    run: async (args, session) => showPlan(await change(args, session), session),
  })
  return { command, plan }
}

const carrying = (yargs: Argv<Globals>, hidden: boolean, destroys: boolean): Argv<Carrying> =>
  yargs
    .option('detach', {
      ...{ type: 'boolean', alias: 'd', default: false, hidden },
      describe: "Don't wait for the end: print the task's id",
    })
    .option('yes', {
      ...{ type: 'boolean', alias: 'y', default: false, hidden: hidden || !destroys },
      describe: "Don't show the plan, nor ask",
    })

const showPlan = async ({ write }: Change, { screen }: Session): Promise<ExitCode> => {
  const plan = await write.plan()
  if (screen.json) screen.printJson(plan)
  else screen.print(...planLines(plan, screen.paint))
  return EXIT.done
}

interface How {
  readonly detach: boolean
  readonly yes: boolean
  readonly destroys: boolean
}

const carryOut = async (change: Change, { detach, yes, destroys }: How, session: Session): Promise<ExitCode> => {
  const { screen, signal } = session
  if (destroys && !yes) {
    if (!screen.isInteractive)
      throw new Failure(
        'WRONG_USAGE',
        'Nobody can be asked whether to go on, as this is no terminal: repeat with --yes.',
      )
    screen.err.write(`${planLines(await change.write.plan(), screen.paintErr).join('\n')}\n\n`)
    if (!(await confirm(`Carry this out on ${change.subject}?`, screen, signal))) {
      screen.err.write('Nothing was changed.\n')
      return EXIT.failed
    }
  }
  return finish(await change.write.send(), { subject: change.subject, detach }, session)
}
