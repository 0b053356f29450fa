import { EventEmitter, once } from 'node:events'
import { NotObserved } from './observe.ts'

const LONGEST_MS = 30_000

/** Keeps what comes, by name, for whoever asks for it before or after. */
export class Mailbox<T> {
  readonly #come = new Map<string, T>()
  readonly #arrivals = new EventEmitter()

  put(name: string, value: T): void {
    this.#come.set(name, value)
    this.#arrivals.emit('come')
  }

  /**
   * @param what that is waited for, in words
   * @throws NotObserved when it has not come by then; the signal's reason once it is aborted
   */
  async take(name: string, what: string, signal: AbortSignal): Promise<T> {
    const bound = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)])
    for (;;) {
      const value = this.#come.get(name)
      if (value !== undefined) return value
      try {
        await once(this.#arrivals, 'come', { signal: bound })
      } catch (cause) {
        signal.throwIfAborted()
        throw new NotObserved(`${what} did not come within ${LONGEST_MS / 1000} s`, { cause })
      }
    }
  }
}
