import { CancelRequested, Handover } from '../saga/errors.ts'
import type { RunSignals } from '../saga/run-saga.ts'

interface Controllers {
  readonly stop: AbortController
  readonly cancel: AbortController
}

/** The runs of this process, and how each is stopped. */
export class Running {
  readonly #runs = new Map<string, Controllers>()
  #handedOver = false

  /** Runs something under the signals of a task. Once everything was handed over, nothing begins any more. */
  async during<T>(taskId: string, work: (signals: RunSignals) => Promise<T>): Promise<T> {
    const controllers = { stop: new AbortController(), cancel: new AbortController() }
    if (this.#handedOver) throw new Handover()
    this.#runs.set(taskId, controllers)
    try {
      return await work({ stop: controllers.stop.signal, cancel: controllers.cancel.signal })
    } finally {
      if (this.#runs.get(taskId) === controllers) this.#runs.delete(taskId)
    }
  }

  ids(): string[] {
    return [...this.#runs.keys()]
  }

  has(taskId: string): boolean {
    return this.#runs.has(taskId)
  }

  cancel(taskId: string): void {
    this.#runs.get(taskId)?.cancel.abort(new CancelRequested())
  }

  /** Stops a run where it is, undoing nothing. */
  stop(taskId: string, reason: Error): void {
    const run = this.#runs.get(taskId)
    run?.stop.abort(reason)
    run?.cancel.abort(reason)
  }

  handOver(): void {
    this.#handedOver = true
    for (const id of this.ids()) this.stop(id, new Handover())
  }
}
