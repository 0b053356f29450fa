import { randomBytes, randomUUID } from 'node:crypto'
import type { ClientCredentials } from './client-credentials.ts'
import type { Clock } from './clock.ts'
import { Directory } from './directory.ts'

/** A client that may sign in to a tenant. */
export interface Client {
  readonly credentials: ClientCredentials
  /** Application permissions that an administrator granted it. */
  readonly roles: readonly string[]
}

export interface ClientSeed {
  /** PEM of a certificate to sign in with, instead of a secret. */
  readonly certificate?: string
  /** Application permissions of Microsoft Graph. @default Application.ReadWrite.All */
  readonly roles?: readonly string[]
  /** Milliseconds since the epoch. @default never */
  readonly expiresAt?: number
}

/** Sign-ins with a new secret that are refused before it is known everywhere. */
const SECRET_LAG = 2

/** A tenant: its directory, and who may sign in. Tests seed it, and look at it from outside. */
export class Tenant {
  readonly id = randomUUID()
  readonly directory: Directory
  /** How often a secret that was just added to an application is still refused at the sign-in. */
  secretLag = SECRET_LAG
  readonly #clients = new Map<string, Client>()
  readonly #refusals = new Map<string, number>()

  constructor(clock: Clock) {
    this.directory = new Directory(clock)
  }

  /** Registers a client of its own, apart from the applications of the directory. */
  addClient({ certificate, roles = ['Application.ReadWrite.All'], expiresAt = Infinity }: ClientSeed = {}) {
    const clientId = randomUUID()
    const clientSecret = randomBytes(30).toString('base64url')
    const secrets = certificate === undefined ? [{ text: clientSecret, expiresAt }] : []
    const certificates = certificate === undefined ? [] : [certificate]
    this.#clients.set(clientId, { credentials: { secrets, certificates }, roles })
    return { tenantId: this.id, clientId, clientSecret }
  }

  /** The client of this id: one that was registered, or an application of the directory. */
  clientOf(clientId: string): Client | undefined {
    const application = this.directory.applications.find(({ appId }) => appId === clientId)
    if (application === undefined) return this.#clients.get(clientId)
    const secrets = application.passwords.map(({ keyId, secretText, endDateTime }) => {
      return { keyId, text: secretText, expiresAt: Date.parse(endDateTime) }
    })
    return { credentials: { secrets, certificates: [] }, roles: [] }
  }

  /** Whether a sign-in with this secret comes too early. */
  isTooNew(text: string): boolean {
    const known = this.directory.applications.some(({ passwords }) =>
      passwords.some((each) => each.secretText === text),
    )
    const refused = this.#refusals.get(text) ?? 0
    if (!known || refused >= this.secretLag) return false
    this.#refusals.set(text, refused + 1)
    return true
  }

  /** Whether a client may act in this tenant at all. */
  hasPrincipal(clientId: string): boolean {
    return this.#clients.has(clientId) || this.directory.servicePrincipals.some(({ appId }) => appId === clientId)
  }
}
