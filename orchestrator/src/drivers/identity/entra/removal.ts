import type { Claim } from '../../effect.ts'
import { covers } from '../../tag-file.ts'
import { waitFor } from './patience.ts'
import { findPrincipal } from './principal.ts'
import type { EntraRecord, MadeRecord } from './records.ts'
import { applicationTag } from './tags.ts'
import { doubtedUntil, insist, knownAt, shown, type Site } from './tenant.ts'

/** Removes an application that the claim covers; any other, or an absent one, is left alone. */
export async function removeApplication(site: Site, claim: Claim): Promise<void> {
  const record = (await site.records.read(site.application)) ?? (await lostRecord(site))
  if (record !== undefined && covers(claim, record)) await removeWhole(site, record)
}

/** When what a lost record told of happened. */
const LONG_AGO = 0

/**
 * What the record of an application must have said that carries our tag. Mostly it was not lost: the application is gone,
 * and a replica shows it still.
 */
async function lostRecord(site: Site): Promise<EntraRecord | undefined> {
  const app = await shown(site)
  const tag = app === undefined ? undefined : applicationTag(app.tags, site.instance)
  if (app === undefined || tag === undefined) return undefined
  return { ...tag, asked_at: LONG_AGO, made: { id: app.id, client_id: app.appId } }
}

/**
 * Removes everything of a record, and the record last: first the service principal and the application, which can then
 * still be restored and so are not gone, then both for good. Their ids are written down before.
 */
export async function removeWhole(site: Site, record: EntraRecord): Promise<void> {
  const { directory, records, application, signal } = site
  const made = await findMade(site, record)
  if (made !== undefined) {
    const begun = await begin(site, { ...record, made })
    if (begun.purged === undefined) await deleteForGood(site, begun)
    await insist(site, 'the removal', knownAt(site, Date.now()), async () => {
      return (await directory.find(site.uniqueName, signal))?.id === made.id ? undefined : true
    })
  }
  await records.remove(application)
}

async function deleteForGood(site: Site, record: MadeRecord & { removing_at: number }): Promise<void> {
  const { directory, records, application, signal } = site
  const { made, principal, removing_at } = record
  const removed: Purged[] = []
  if (principal?.id !== undefined) {
    removed.push({ id: principal.id, now: (await directory.removePrincipal(principal.id, signal)) === true })
  }
  removed.push({ id: made.id, now: (await directory.remove(made.id, signal)) === true })
  await purge(site, removed, removing_at)
  await records.write(application, { ...record, purged: true })
}

/** Ids of the application, where it was made or may have been. */
async function findMade(site: Site, record: EntraRecord): Promise<EntraRecord['made']> {
  if (record.made !== undefined) return record.made
  const app = await shown(site, doubtedUntil(site, record.asked_at))
  if (app === undefined || applicationTag(app.tags, site.instance)?.owner !== record.owner) return undefined
  return { id: app.id, client_id: app.appId }
}

async function begin(site: Site, record: MadeRecord): Promise<MadeRecord & { removing_at: number }> {
  const { removing_at } = record
  if (removing_at !== undefined) return { ...record, removing_at }
  const id = await findPrincipal(site, record)
  const begun = {
    ...record,
    ...(id === undefined ? {} : { principal: { asked_at: record.asked_at, id } }),
    // Of a lost record nobody knows whether something waits to be purged: that is tried once.
    removing_at: record.asked_at === LONG_AGO ? LONG_AGO : Date.now(),
  }
  await site.records.write(site.application, begun)
  return begun
}

/** Something that was deleted: in this run, or in an earlier one, which may have purged it as well. */
interface Purged {
  readonly id: string
  readonly now: boolean
}

/**
 * Deletes for good. It may not be known yet that the items were deleted: those of this run are insisted on. The others are
 * asked for all at once, so that waiting for one that is gone already takes no time from the next.
 */
async function purge(site: Site, items: readonly Purged[], removingAt: number): Promise<void> {
  const { directory, patience, signal } = site
  const purging = (now: boolean) => {
    const left = new Set(items.filter((each) => each.now === now).map(({ id }) => id))
    return async () => {
      for (const id of left) if ((await directory.purge(id, signal)) === true) left.delete(id)
      return left.size === 0 ? true : undefined
    }
  }
  await insist(site, 'the deleted items', knownAt(site, Date.now()), purging(true))
  await waitFor(purging(false), doubtedUntil(site, removingAt), patience, signal)
}
