import type { Answer, DoubleRequest } from '../kit/exchange.ts'
import type { RateLimits } from './limits.ts'
import type { Represent } from './represent.ts'
import type { Principal, World } from './world.ts'

/** What can be set about a GitHub. */
export interface Behaviour {
  /** Milliseconds from the answer of `generate` until the content is there; 0: it is there with the answer. */
  generateMs: number
  /** Milliseconds that an installation token is good for. */
  tokenLifetimeMs: number
}

/** What a handler of an operation works with. */
export interface Context {
  readonly world: World
  readonly limits: RateLimits
  readonly behaviour: Behaviour
  readonly principal: Principal
  readonly request: DoubleRequest
  readonly represent: Represent
  /** A value from the path. @throws Error for one that the template has not */
  readonly param: (name: string) => string
  /** Does something later, unless this GitHub is gone by then. */
  readonly later: (milliseconds: number, work: () => Promise<void>) => void
}

export type Operation = (context: Context) => Answer | Promise<Answer>
