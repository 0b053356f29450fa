import { Failure } from '#contract'
import type { Claim, Tag } from '../../effect.ts'
import { covers } from '../../tag-file.ts'
import { changeLists } from './lists.ts'
import type { EntraRecord, Lists, MadeRecord } from './records.ts'
import { tagOfUri, uriTags, withoutUri } from './tags.ts'
import { absent, type Site } from './tenant.ts'

/** Redirect URIs that belong to the application itself carry no tag of their own. */
export async function addOwnUris(site: Site, record: MadeRecord, uris: readonly string[]): Promise<MadeRecord> {
  const changed = await changeLists(site, record, ({ redirect_uris, tags }) => {
    return { redirect_uris: [...new Set([...redirect_uris, ...uris])], tags }
  })
  return { ...changed, made: record.made }
}

/** @throws Failure RESOURCE_NOT_FOUND, NAME_TAKEN (somebody else has this URI) */
export async function addUri(site: Site, uri: string, tag: Tag): Promise<void> {
  const record = await standing(site)
  if (record === undefined) throw absent(site.application)
  await changeLists(site, record, (lists) => {
    if (!lists.redirect_uris.includes(uri)) {
      return {
        redirect_uris: [...lists.redirect_uris, uri],
        tags: [...withoutUri(uri, lists.tags), ...uriTags(uri, tag)],
      }
    }
    const { owner } = tagOfUri(uri, lists.tags) ?? record
    if (owner === tag.owner) return lists
    throw new Failure('NAME_TAKEN', `Redirect URI "${uri}" of "${site.application}" belongs to ${owner}`)
  })
}

/** Removes a redirect URI that the claim covers; any other, or an absent one, is left alone. */
export async function removeUri(site: Site, uri: string, claim: Claim): Promise<void> {
  const record = await standing(site)
  if (record === undefined) return
  await changeLists(site, record, (lists): Lists => {
    if (!covers(claim, tagOfUri(uri, lists.tags) ?? record)) return lists
    const redirect_uris = lists.redirect_uris.filter((each) => each !== uri)
    return { redirect_uris, tags: withoutUri(uri, lists.tags) }
  })
}

/** What is known of an application that stands; one that is being removed does not. */
async function standing({ records, application }: Site): Promise<EntraRecord | undefined> {
  const record = await records.read(application)
  return record?.made === undefined || record.removing_at !== undefined ? undefined : record
}
