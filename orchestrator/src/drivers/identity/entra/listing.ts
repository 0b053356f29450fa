import type { Found } from '../../effect.ts'
import { redirectUriName } from '../names.ts'
import { listsOf } from './lists.ts'
import type { EntraRecord, Lists } from './records.ts'
import { applicationOfUniqueName, applicationTag, tagOfUri } from './tags.ts'
import type { Tenant } from './tenant.ts'

/**
 * What is recorded here, and what carries our tag there: a record knows of what Graph's index does not show yet, and
 * Graph of what a lost record does not. One request for a thousand applications.
 */
export async function listTenant({ directory, records, instance }: Tenant, signal: AbortSignal): Promise<Found[]> {
  const recorded = [...(await records.all())].flatMap(([name, record]) => foundIn(record, name))
  const there = (await directory.list(instance, signal)).flatMap((app) => {
    const name = applicationOfUniqueName(app.uniqueName ?? '', instance)
    const tag = applicationTag(app.tags, instance)
    if (name === undefined || tag === undefined) return []
    return [{ kind: 'application' as const, name, ...tag }, ...urisIn(name, listsOf(app))]
  })
  const byName = new Map([...there, ...recorded].map((found) => [`${found.kind} ${found.name}`, found]))
  return [...byName.values()]
}

const foundIn = ({ owner, task, lists }: EntraRecord, name: string): Found[] => [
  { kind: 'application', name, owner, task },
  ...(lists?.states ?? []).flatMap((state) => urisIn(name, state)),
]

const urisIn = (application: string, { redirect_uris, tags }: Lists): Found[] =>
  redirect_uris.flatMap((uri) => {
    const tag = tagOfUri(uri, tags)
    return tag === undefined ? [] : [{ kind: 'redirect-uri' as const, name: redirectUriName(application, uri), ...tag }]
  })
