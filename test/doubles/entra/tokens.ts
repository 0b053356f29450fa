import { randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'

/** What an access token says. Nobody but the services reads it: to its client it is opaque. */
export interface Grant {
  readonly tenantId: string
  readonly clientId: string
  /** The resource that it is for. */
  readonly audience: string
  /** Application permissions. */
  readonly roles: readonly string[]
}

/** The access tokens that were issued, until they expire. */
export class Tokens {
  /** Seconds that a token is good for, as the service takes it; may be shorter than what the client was told. */
  lifetimeS = 3599
  readonly #clock: Clock
  readonly #issued = new Map<string, { readonly grant: Grant; readonly until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  issue(grant: Grant): string {
    const token = randomBytes(48).toString('base64url')
    this.#issued.set(token, { grant, until: this.#clock.now() + this.lifetimeS * 1000 })
    return token
  }

  /** What the bearer of this header may do at a resource; undefined when the token is none, for another, or expired. */
  grantOf(authorization: string | undefined, audience: string): Grant | undefined {
    const [, token = ''] = /^Bearer (.+)$/.exec(authorization ?? '') ?? []
    const issued = this.#issued.get(token)
    return issued?.grant.audience === audience && this.#clock.now() < issued.until ? issued.grant : undefined
  }

  /** Makes every token that was issued so far worthless. */
  revoke(): void {
    this.#issued.clear()
  }
}
