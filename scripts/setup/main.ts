import { constants } from 'node:os'
import { ExecaError } from 'execa'
import { Failure } from '#contract'
import { say } from './say.ts'
import { SetupError } from './setup-error.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Why a command was asked to end. */
class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly exitCode: number

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`interrupted by ${signal}`)
    this.exitCode = 128 + constants.signals[signal]
  }
}

/**
 * Runs a command to its end and ends the process with its exit code. Signals abort it: what it holds with `await using`
 * is given back first, however often it is interrupted. What the reader can act on is shown as a message, the rest
 * with its stack.
 */
export async function main(run: (signal: AbortSignal) => Promise<number>): Promise<never> {
  const controller = new AbortController()
  for (const name of SIGNALS) process.on(name, () => controller.abort(new Interrupted(name)))
  controller.signal.addEventListener('abort', () => say('Stopping…'))
  process.exit(await run(controller.signal).catch((error: unknown) => report(error, controller.signal)))
}

function report(error: unknown, { aborted, reason }: AbortSignal): number {
  if (error instanceof SetupError) say(error.message)
  else if (aborted && (error === reason || (error instanceof ExecaError && error.isCanceled)))
    say(`This command was ${reason instanceof Error ? reason.message : String(reason)}.`)
  else if (error instanceof Failure) say(`${error.code}: ${error.message}\n${error.remedy}`)
  else console.error(error)
  return aborted && reason instanceof Interrupted ? reason.exitCode : 1
}
