import { constants } from 'node:os'

/** The user, or whoever runs this, wants it to end. What is waited for goes on without it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly exitCode: number

  constructor(signal: NodeJS.Signals) {
    super(`Ended by ${signal}`)
    this.exitCode = 128 + constants.signals[signal]
  }
}

/** Aborts with an Interrupted when this process is told to end. */
export const untilInterrupted = (): AbortSignal => {
  const controller = new AbortController()
  // They stay: a library that restores the cursor ends the process where nobody else listens.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => controller.abort(new Interrupted(signal)))
  return controller.signal
}
