import { Failure } from '#contract'
import type { Tag } from '../../effect.ts'
import type { Vault } from '../../vault.ts'
import type { Application, Directory } from './directory.ts'
import { waitFor, type Patience } from './patience.ts'
import type { Records } from './records.ts'
import { uniqueNameOf } from './tags.ts'

/** What all verbs of the driver work on. */
export interface Tenant {
  readonly directory: Directory
  readonly records: Records
  readonly vault: Vault
  /** Id of this installation. */
  readonly instance: string
  readonly secretDays: number
  readonly patience: Patience
}

/** Where in the tenant a verb is at work: on which application, and until when. */
export interface Site extends Tenant {
  readonly application: string
  readonly uniqueName: string
  readonly signal: AbortSignal
}

export const siteOf = (tenant: Tenant, application: string, signal: AbortSignal): Site => ({
  ...tenant,
  application,
  uniqueName: uniqueNameOf(application, tenant.instance),
  signal,
})

/** When everything that was written at a time is known everywhere. */
export const knownAt = ({ patience }: Tenant, writtenAt: number): number => writtenAt + patience.windowMs

/** Until when something is looked for that may have been made at a time. What shows up later is found by its tag, and swept. */
export const doubtedUntil = ({ patience }: Tenant, askedAt: number): number => askedAt + patience.doubtMs

/** What a question gives, which is repeated until then. @throws Failure IDENTITY_FAILED (transient) when it gives nothing */
export async function insist<T>(
  site: Site,
  what: string,
  until: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const answer = await waitFor(ask, until, site.patience, site.signal)
  if (answer !== undefined) return answer
  throw new Failure('IDENTITY_FAILED', `Graph does not know ${what} of "${site.application}" yet`)
}

/** The application as a replica shows it, waited for until then. */
export const shown = (site: Site, until = 0): Promise<Application | undefined> =>
  waitFor(() => site.directory.find(site.uniqueName, site.signal), until, site.patience, site.signal)

export function taken(application: string, tag: Tag | undefined): Failure {
  return new Failure('NAME_TAKEN', `Application "${application}" belongs to ${tag?.owner ?? 'nobody known to Slipway'}`)
}

export const absent = (application: string): Failure =>
  new Failure('RESOURCE_NOT_FOUND', `There is no application "${application}"`)
