import type { Limiter } from '../../coordination.ts'
import type { Api } from './api.ts'

/** What every verb of this driver works with. */
export interface Context {
  readonly api: Api
  readonly limiter: Limiter
  /** Id of this installation of Slipway: what carries another one is somebody else's. */
  readonly instance: string
  /** Who owns the repositories that are made. */
  readonly organisation: string
  /** Absolute path of the data root. */
  readonly dataDir: string
  /** Milliseconds in which the content of a generated repository must be there. */
  readonly contentTimeoutMs: number
  /** Milliseconds that one git command may take. */
  readonly gitTimeoutMs: number
}

/** "owner/name" as the places of a route. */
export function placesOf(repository: string): { owner: string; repo: string } {
  const slash = repository.indexOf('/')
  return { owner: repository.slice(0, slash), repo: repository.slice(slash + 1) }
}
