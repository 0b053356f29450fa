/**
 * Operations that answer as if a thing that was just made did not exist. Each has a count of its own: that one replica
 * knows it says nothing about the one that the next request meets.
 */
const LAGGING = [
  'application_GetApplication',
  'application_GetApplicationByUniqueName',
  'application_GetApplicationByAppId',
  'application_ListApplication',
  'application_UpdateApplication',
  'application_UpdateApplicationByAppId',
  'application_addPassword',
  'application_removePassword',
  'servicePrincipal_CreateServicePrincipal',
  'servicePrincipal_GetServicePrincipal',
  'servicePrincipal_GetByAppId',
  'servicePrincipal_ListServicePrincipal',
  'servicePrincipal_UpdateServicePrincipal',
] as const

/** Requests of each of these operations on a new thing that don't find it, as long as a test says nothing else. */
const DEFAULT_LAG = 2

/** Whether a request meets a replica that already knows of what was just made: a matter of counting, not of chance. */
export class Replicas {
  readonly #lag = new Map<string, number>(LAGGING.map((operation) => [operation, DEFAULT_LAG]))
  readonly #left = new Map<string, Map<string, number>>()

  /** Sets how many requests on a new thing fail: of one operation, or of all that lag. */
  setLag(requests: number, operation?: string): void {
    for (const each of operation === undefined ? this.#lag.keys() : [operation]) this.#lag.set(each, requests)
  }

  /** A thing was made or deleted just now. */
  written(id: string): void {
    this.#left.set(id, new Map(this.#lag))
  }

  /** Whether this request of an operation finds the thing. */
  knows(id: string, operation: string): boolean {
    const left = this.#left.get(id)?.get(operation) ?? 0
    if (left > 0) this.#left.get(id)?.set(operation, left - 1)
    return left === 0
  }
}

/** Reads that show a thing as it was before it was changed. */
export class StaleReads<T extends { readonly id: string }> {
  /** How many reads after a change do. */
  reads = 0
  readonly #former = new Map<string, { readonly state: T; left: number }>()

  /** A thing is about to change, and is like this before. */
  changes(state: T): void {
    if (this.reads > 0) this.#former.set(state.id, { state: { ...state }, left: this.reads })
  }

  /** The thing as this read shows it. */
  shown(state: T): T {
    const former = this.#former.get(state.id)
    if (former === undefined || former.left === 0) return state
    former.left -= 1
    return former.state
  }
}
