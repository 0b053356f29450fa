/** A request that arrived. */
export interface Call {
  /** operationId, or name of the route; 'unknown' where there is none. */
  readonly operation: string
  readonly method: string
  /** As it was sent, with its query. */
  readonly path: string
  /** Status of the answer; undefined while it is worked on, and when it never got one. */
  readonly status: number | undefined
  /** Milliseconds since the epoch. */
  readonly at: number
}

interface Entry extends Omit<Call, 'status'> {
  status: number | undefined
}

/** The requests that a double saw, in the order of their arrival. */
export class CallLog {
  readonly #calls: Entry[] = []
  readonly #inFlight = new Map<string, number>()
  readonly #most = new Map<string, number>()
  readonly #awaited = new Map<string, (() => void)[]>()

  get calls(): readonly Call[] {
    return this.#calls
  }

  /** Writes down an arrival. What it gives back is called with the status of the answer, or undefined for none. */
  arrived(operation: string, method: string, path: string): (status: number | undefined) => void {
    const call: Entry = { operation, method, path, status: undefined, at: Date.now() }
    this.#calls.push(call)
    const now = (this.#inFlight.get(operation) ?? 0) + 1
    this.#inFlight.set(operation, now)
    this.#most.set(operation, Math.max(now, this.mostAtOnce(operation)))
    for (const wake of this.#awaited.get(operation) ?? []) wake()
    this.#awaited.delete(operation)
    return (status) => {
      call.status = status
      this.#inFlight.set(operation, (this.#inFlight.get(operation) ?? 1) - 1)
    }
  }

  /** Most requests of an operation that were worked on at the same time. */
  mostAtOnce(operation: string): number {
    return this.#most.get(operation) ?? 0
  }

  /** Resolves when the next request of an operation arrives. */
  next(operation: string): Promise<void> {
    return new Promise((wake) => this.#awaited.set(operation, [...(this.#awaited.get(operation) ?? []), wake]))
  }
}
