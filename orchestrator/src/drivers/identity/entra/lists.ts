import { Failure } from '#contract'
import type { Application } from './directory.ts'
import { waitFor } from './patience.ts'
import type { EntraRecord, Lists } from './records.ts'
import { absent, insist, knownAt, type Site } from './tenant.ts'

/** Most redirect URIs of an application: https://learn.microsoft.com/entra/identity-platform/reply-url#maximum-number-of-redirect-uris */
const MOST_URIS = 256

export const listsOf = ({ web, tags }: Application): Lists => ({ redirect_uris: web.redirectUris, tags })

const isSame = (a: Lists, b: Lists): boolean => sorted(a) === sorted(b)
const distinct = (states: readonly Lists[]): Lists[] => [
  ...new Map(states.map((each) => [sorted(each), each])).values(),
]
const sorted = ({ redirect_uris, tags }: Lists): string => JSON.stringify([redirect_uris.toSorted(), tags.toSorted()])

/**
 * Changes redirect URIs and tags, which Graph replaces as a whole. The mutex of the application keeps others out; that
 * what is read is the last that was written, and no replica's older state that would take back what others added, the
 * record tells.
 * @param edit gives the lists as they should be; the same ones when nothing is to be done
 */
export async function changeLists(
  site: Site,
  record: EntraRecord,
  edit: (lists: Lists) => Lists,
): Promise<EntraRecord> {
  const { directory, records, application, signal } = site
  const app = await readLists(site, record)
  const before = listsOf(app)
  const after = edit(before)
  const states = record.lists?.states ?? []
  const unsure = states.length > 1
  // Of one that was killed nobody knows whether it was written, nor does a read tell, which may be an older one: so it is
  // written again. Else the record would show for ever what may have been.
  if (!unsure && isSame(before, after)) return record
  if (after.redirect_uris.length > MOST_URIS) throw tooMany(application)
  const write = (...possible: Lists[]) => {
    return records.write(application, { ...record, lists: { written_at: Date.now(), states: possible } })
  }
  // Killed after this, it is not known which of them it is.
  await write(...distinct([...(unsure ? states : []), before, after]))
  await insist(site, 'the id', knownAt(site, record.asked_at), () =>
    directory.update(app.id, { web: { redirectUris: after.redirect_uris }, tags: after.tags }, signal),
  )
  const written = await write(after)
  await insist(site, 'the redirect URIs', knownAt(site, Date.now()), async () => {
    const now = await directory.find(site.uniqueName, signal)
    return now !== undefined && isSame(listsOf(now), edit(listsOf(now))) ? now : undefined
  })
  return written
}

/** The application with its lists as they were last written. What somebody changed by hand counts once it is certain. */
async function readLists(site: Site, { asked_at, lists }: EntraRecord): Promise<Application> {
  const isKnown = (app: Application) => lists?.states.some((state) => isSame(state, listsOf(app))) ?? true
  let latest: Application | undefined
  const ask = async () => {
    latest = await site.directory.find(site.uniqueName, site.signal)
    return latest !== undefined && isKnown(latest) ? latest : undefined
  }
  const until = knownAt(site, Math.max(asked_at, lists?.written_at ?? 0))
  const app = (await waitFor(ask, until, site.patience, site.signal)) ?? latest
  if (app === undefined) throw absent(site.application)
  return app
}

const tooMany = (application: string): Failure =>
  new Failure('IDENTITY_FAILED', `"${application}" has ${MOST_URIS} redirect URIs, the most that Graph takes`, {
    class: 'permanent',
  })
