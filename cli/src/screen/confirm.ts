import { createInterface } from 'node:readline/promises'
import { Failure } from '#contract'
import type { Screen } from './screen.ts'

/** @throws Failure WRONG_USAGE where nobody can be asked */
export const requireSomebody = ({ isInteractive }: Screen): void => {
  if (isInteractive) return
  throw new Failure('WRONG_USAGE', 'Nobody can be asked whether to go on, as this is no terminal: repeat with --yes.')
}

/** Asks on the terminal, beside the results; only a clear yes is one. */
export const confirm = async (question: string, { err, paintErr }: Screen, signal: AbortSignal): Promise<boolean> => {
  const asked = createInterface({ input: process.stdin, output: err })
  // The terminal tells readline of Ctrl-C, which then tells nobody else.
  asked.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    const answer = await asked.question(`${paintErr.bold(question)} ${paintErr.dim('[y/N]')} `, { signal })
    return /^y(?:es)?$/i.test(answer.trim())
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  } finally {
    asked.close()
  }
}
