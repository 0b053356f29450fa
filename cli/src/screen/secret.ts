import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Screen } from './screen.ts'

/** Asks for something that nobody should read over a shoulder: what is typed is not shown. */
export const askSecret = async (question: string, { err }: Screen, signal: AbortSignal): Promise<string> => {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const asked = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  err.write(question) // Once the terminal shows nothing any more: somebody may type at once.
  asked.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await asked.question('', { signal })
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  } finally {
    asked.close()
    err.write('\n')
  }
}
