import { isNotDone } from '../../breaker.ts'
import type { Tag } from '../../effect.ts'
import type { Application } from './directory.ts'
import type { EntraRecord, MadeRecord } from './records.ts'
import { removeWhole } from './removal.ts'
import { applicationTag, applicationTags } from './tags.ts'
import { insist, knownAt, shown, taken, type Site } from './tenant.ts'

/**
 * Sees that the owner's application stands, with these redirect URIs if it is made now.
 * @throws Failure NAME_TAKEN when it is another owner's
 */
export async function register(site: Site, redirectUris: readonly string[], tag: Tag): Promise<MadeRecord> {
  const { records, application } = site
  const known = await records.read(application)
  if (known !== undefined && known.owner !== tag.owner) throw taken(application, known)
  // A removal that was killed half-way is finished: what it left holds the name.
  if (known?.removing_at !== undefined) await removeWhole(site, known)
  const record = known?.removing_at === undefined ? known : undefined
  if (record === undefined) return adoptOrMake(site, redirectUris, tag)
  if (record.made === undefined) return make(site, redirectUris, record)
  const app = await shown(site, knownAt(site, record.asked_at))
  if (app?.id === record.made.id) return { ...record, made: record.made }
  // Somebody removed it by hand. As long as it can be restored, it holds the name.
  await removeWhole(site, record)
  return adoptOrMake(site, redirectUris, tag)
}

async function adoptOrMake(site: Site, redirectUris: readonly string[], tag: Tag): Promise<MadeRecord> {
  const app = await shown(site)
  const record = { ...tag, asked_at: Date.now() }
  if (app === undefined) return makeFirst(site, redirectUris, await site.records.write(site.application, record))
  // It is there, and the record is lost.
  return keep(site, { ...record, ...ownTag(site, app, tag.owner) }, app)
}

/** @throws Failure NAME_TAKEN unless the application carries a tag of this owner */
function ownTag({ application, instance }: Site, { tags }: Application, owner: string): Tag {
  const tag = applicationTag(tags, instance)
  if (tag?.owner !== owner) throw taken(application, tag)
  return tag
}

/** Makes an application that was never asked for before. */
async function makeFirst(site: Site, redirectUris: readonly string[], record: EntraRecord): Promise<MadeRecord> {
  const neverAsked = site.signal.aborted
  try {
    return await make(site, redirectUris, record)
  } catch (thrown) {
    // What was refused, or given up before it was asked for, was not made: then nothing need be looked for when it is
    // undone, which takes until every replica would know of it.
    if (neverAsked || isNotDone(thrown)) await site.records.remove(site.application)
    throw thrown
  }
}

/** Makes the application that the record asks for, or finds it made when it was asked for before. */
async function make(site: Site, redirectUris: readonly string[], record: EntraRecord): Promise<MadeRecord> {
  const { directory, application, uniqueName, instance, signal } = site
  const tags = applicationTags(instance, record)
  const asked = {
    ...{ displayName: application, signInAudience: 'AzureADMyOrg' },
    ...{ web: { redirectUris }, tags },
  }
  const made = await directory.upsert(uniqueName, asked, signal)
  const until = knownAt(site, Date.now())
  const app = made ?? (await insist(site, 'the name', until, () => directory.find(uniqueName, signal)))
  return keep(site, record, app)
}

async function keep(site: Site, record: EntraRecord, app: Application): Promise<MadeRecord> {
  const made = { ...record, made: { id: app.id, client_id: app.appId } }
  await site.records.write(site.application, made)
  return made
}
