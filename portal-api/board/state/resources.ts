import { affectedBy, type ResourceEvent } from '../api/event.ts'
import { keyOf, type Resource } from '../api/resource.ts'

type Resources = ReadonlyMap<string, Resource>

const isStanding = (status: string): status is Resource['status'] => status === 'active' || status === 'suspended'

/** Sets one's state, or takes it away. @returns undefined when one is told to stand that is not known */
const changed = (resources: Resources, key: string, status: string, metadata: object): Resources | undefined => {
  const known = resources.get(key)
  if (status === 'deleted') {
    if (known === undefined) return resources
    const rest = new Map(resources)
    rest.delete(key)
    return rest
  }
  if (!isStanding(status)) return resources
  if (known === undefined) return undefined
  return new Map(resources).set(key, { ...known, status, metadata: { ...known.metadata, ...metadata } })
}

/** Resources after an event told of one; `wanted` when it told of one that has to be read, as it is new. */
export const resourcesAfter = (
  resources: Resources,
  event: ResourceEvent,
): { readonly resources: Resources; readonly wanted: boolean } => {
  // A removal that failed may have begun: what it left is known to the inventory alone.
  if (event.status === 'failed') return { resources, wanted: event.type === 'delete' }
  const own = { type: event.resource_type, id: event.resource_id, status: event.status, metadata: event.metadata }
  const others = affectedBy(event).map(({ resource_type: type, resource_id: id, status }) => ({
    ...{ type, id, status },
    metadata: {},
  }))
  let [after, wanted] = [resources, false]
  for (const { type, id, status, metadata } of [own, ...others]) {
    const next = changed(after, keyOf({ type, id }), status, metadata)
    if (next === undefined) wanted = true
    else after = next
  }
  return { resources: after, wanted }
}

export const resourcesRead = (resources: readonly Resource[]): Resources =>
  new Map(resources.map((resource) => [keyOf(resource), resource]))
