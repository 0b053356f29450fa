import { randomBytes } from 'node:crypto'
import type { Clock } from '../entra/clock.ts'

/** One version of a secret. Times are milliseconds since the epoch. */
interface Version {
  readonly version: string
  readonly value: string
  readonly enabled: boolean
  readonly notBefore: number | undefined
  readonly expiresAt: number | undefined
  readonly createdAt: number
}

/** What a test may say of a secret besides its value. */
export type SecretAttributes = Partial<Pick<Version, 'enabled' | 'notBefore' | 'expiresAt'>>

/** The secrets of a vault. A new value is a new version; the last is what is read without one. */
export class Secrets {
  readonly #clock: Clock
  readonly #versions = new Map<string, Version[]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  set(name: string, value: string, attributes: SecretAttributes = {}): void {
    const { enabled = true, notBefore, expiresAt } = attributes
    const version = randomBytes(16).toString('hex')
    const made = { version, value, enabled, notBefore, expiresAt, createdAt: this.#clock.now() }
    this.#versions.set(name.toLowerCase(), [...(this.#versions.get(name.toLowerCase()) ?? []), made])
  }

  find(name: string, version: string): Version | undefined {
    const all = this.#versions.get(name.toLowerCase()) ?? []
    return version === '' ? all.at(-1) : all.find((each) => each.version === version)
  }

  /** Why a version can't be read now, as the service words it; undefined when it can. */
  unreadable({ enabled, notBefore = 0, expiresAt = Infinity }: Version): string | undefined {
    const now = this.#clock.now()
    if (!enabled) return 'a disabled'
    if (now < notBefore) return 'a not yet valid'
    return now < expiresAt ? undefined : 'an expired'
  }
}
