import { randomUUID } from 'node:crypto'
import type { ApplicationProperties } from './application-body.ts'
import { type Clock, isoTime } from './clock.ts'
import { Replicas, StaleReads } from './replicas.ts'

/** What every object of a directory has. */
interface DirectoryObject {
  /** Order of making; pages go by it. */
  readonly sequence: number
  readonly id: string
  readonly appId: string
  /** Client that made it. */
  readonly owner: string
  readonly createdDateTime: string
  /** Milliseconds since the epoch; undefined while it has not been deleted. */
  deletedAt: number | undefined
}

export interface PasswordCredential {
  readonly keyId: string
  readonly displayName: string | null
  readonly secretText: string
  readonly startDateTime: string
  readonly endDateTime: string
}

export interface Application extends DirectoryObject {
  readonly uniqueName: string | null
  properties: ApplicationProperties
  passwords: readonly PasswordCredential[]
}

export interface ServicePrincipal extends DirectoryObject {
  tags: readonly string[]
}

/** How long a deleted object can be restored. */
const RETENTION_MS = 30 * 24 * 3_600_000

/** The applications and service principals of a tenant, deleted ones among them. */
export class Directory {
  readonly replicas = new Replicas()
  readonly staleReads = new StaleReads<Application>()
  readonly #clock: Clock
  #applications: Application[] = []
  #principals: ServicePrincipal[] = []
  #sequence = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get applications(): readonly Application[] {
    return this.#applications.filter((each) => each.deletedAt === undefined)
  }

  get servicePrincipals(): readonly ServicePrincipal[] {
    return this.#principals.filter((each) => each.deletedAt === undefined)
  }

  get deletedApplications(): readonly Application[] {
    return this.#applications.filter((each) => this.#isRestorable(each))
  }

  get deletedServicePrincipals(): readonly ServicePrincipal[] {
    return this.#principals.filter((each) => this.#isRestorable(each))
  }

  addApplication(owner: string, uniqueName: string | null, properties: ApplicationProperties): Application {
    const made = { ...this.#object(owner, randomUUID()), uniqueName, properties, passwords: [] }
    this.#applications.push(made)
    return made
  }

  addServicePrincipal(owner: string, appId: string, tags: readonly string[]): ServicePrincipal {
    const made = { ...this.#object(owner, appId), tags }
    this.#principals.push(made)
    return made
  }

  /** Deleting an application in its home tenant deletes its service principal too. Both can be restored. */
  remove(removed: Application | ServicePrincipal): void {
    const along = 'uniqueName' in removed ? this.#principalsOf(removed) : []
    for (const each of [removed, ...along]) {
      each.deletedAt ??= this.#clock.now()
      this.replicas.written(each.id)
    }
  }

  restore(removed: Application | ServicePrincipal): void {
    const along = 'uniqueName' in removed ? this.#principalsOf(removed) : []
    for (const each of [removed, ...along]) each.deletedAt = undefined
  }

  /** Deletes for good. What was an application's service principal stays among the deleted ones. */
  purge(id: string): void {
    this.#applications = this.#applications.filter((each) => each.id !== id)
    this.#principals = this.#principals.filter((each) => each.id !== id)
  }

  #principalsOf({ appId }: Application): ServicePrincipal[] {
    return this.#principals.filter((each) => each.appId === appId)
  }

  #isRestorable({ deletedAt }: DirectoryObject): boolean {
    return deletedAt !== undefined && this.#clock.now() < deletedAt + RETENTION_MS
  }

  #object(owner: string, appId: string): DirectoryObject {
    const id = randomUUID()
    this.#sequence += 1
    const createdDateTime = isoTime(this.#clock.now())
    return { sequence: this.#sequence, id, appId, owner, createdDateTime, deletedAt: undefined }
  }
}
