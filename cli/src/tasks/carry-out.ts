import type { ArgumentsCamelCase, Argv } from 'yargs'
import { defineCommand, type Command, type Example, type Globals } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Accepted } from '../portal/shapes.ts'
import type { Alteration, Write } from '../portal/write.ts'
import { planLines } from '../screen/plan-lines.ts'
import type { Session } from '../session.ts'
import { finish } from './finish.ts'
import { sendIfAgreed } from './agreed.ts'

/** Options of every command that changes something. */
interface Carrying extends Globals {
  readonly detach: boolean
  readonly yes: boolean
}

/** Something to be changed, which can be planned first. @typeParam W how */
export interface Change<W extends Write = Write> {
  /** What it is about: "team acme". */
  readonly subject: string
  readonly write: W
}

interface Spec<T, W extends Write> {
  /** With the group it is in: `team create <slug>`. */
  readonly usage: string
  readonly summary: string
  readonly examples: readonly Example[]
  readonly options: (yargs: Argv<Carrying>) => Argv<T>
  readonly change: (args: ArgumentsCamelCase<T>, session: Session) => Promise<Change<W>>
}

/** A command that changes something, and the one that plans the same. */
export interface Changing {
  readonly command: Command
  readonly plan: Command
}

/** A command that makes or changes something. */
export const defineChange = <T extends Carrying>(spec: Spec<T, Write>): Changing =>
  define(spec, false, ({ write }) => write.send())

/** A command that takes something away: it shows its plan first, and somebody has to agree. */
export const defineDeletion = <T extends Carrying>(spec: Spec<T, Alteration>): Changing =>
  define(spec, true, (change, { yes }, session) => (yes ? change.write.send() : sendIfAgreed(change, session)))

/** @returns undefined if nothing is to be done after all */
type Send<W extends Write> = (change: Change<W>, how: Carrying, session: Session) => Promise<Accepted | undefined>

const define = <T extends Carrying, W extends Write>(spec: Spec<T, W>, asks: boolean, send: Send<W>): Changing => {
  const { usage, summary, examples, options, change } = spec
  const command = defineCommand({
    ...{ usage, summary, examples },
    options: (yargs) => options(carrying(yargs, false, asks)),
    run: async (args, session) => {
      const it = await change(args, session)
      const accepted = await send(it, args, session)
      if (accepted !== undefined) return finish(accepted, { subject: it.subject, detach: args.detach }, session)
      session.screen.err.write('Nothing was changed.\n')
      return EXIT.failed
    },
  })
  const plan = defineCommand({
    usage,
    summary: `Plan: ${summary.charAt(0).toLowerCase()}${summary.slice(1)}`,
    examples: examples.slice(0, 1).map(([line]) => [line.replace(/^slipway/, 'slipway plan'), 'What it would do']),
    options: (yargs) => options(carrying(yargs, true, asks)),
    run: async (args, session) => showPlan(await change(args, session), session),
  })
  return { command, plan }
}

const carrying = (yargs: Argv<Globals>, isPlan: boolean, asks: boolean): Argv<Carrying> =>
  yargs
    .option('detach', {
      ...{ type: 'boolean', alias: 'd', default: false, hidden: isPlan },
      describe: "Don't wait for the end: print the task's id",
    })
    .option('yes', {
      ...{ type: 'boolean', alias: 'y', default: false, hidden: isPlan || !asks },
      describe: "Don't show the plan, nor ask",
    })

const showPlan = async ({ write }: Change, { screen }: Session): Promise<ExitCode> => {
  const plan = await write.plan()
  if (screen.json) screen.printJson(plan)
  else screen.print(...planLines(plan, screen.paint, screen.width))
  return EXIT.done
}
