import type { Redis } from 'ioredis'
import { inventoryKey, ownerKey, ResourceRecord } from '#contract'
import { onRedis } from './redis.ts'

const TYPES = ResourceRecord.shape.type.options

export interface ResourceFilter {
  readonly type?: ResourceRecord['type'] | undefined
  readonly status?: ResourceRecord['status'] | undefined
}

/** A resource as it is shown: never with its sealed secrets. */
export interface ShownResource extends Omit<ResourceRecord, 'sealed'> {
  /** How many resources name it as their parent. */
  readonly children: number
}

const PARENT_TYPE = { team: undefined, workspace: 'team', sandbox: 'workspace' } as const

/** Owner key of the resource that a record names as its parent. */
const parentOf = ({ type, parent_id }: ResourceRecord): string | undefined => {
  const parentType = PARENT_TYPE[type]
  return parentType === undefined || parent_id === undefined ? undefined : ownerKey(parentType, parent_id)
}

/** Everything that stands, teams first, each type by slug. */
export const listResources = async (redis: Redis, filter: ResourceFilter): Promise<ShownResource[]> => {
  const hashes = await onRedis(() => Promise.all(TYPES.map((type) => redis.hvals(inventoryKey(type)))))
  const records = hashes.flat().map((text) => ResourceRecord.parse(JSON.parse(text)))
  const children = Map.groupBy(records, parentOf)
  return records
    .filter((record) => filter.type === undefined || record.type === filter.type)
    .filter((record) => filter.status === undefined || record.status === filter.status)
    .map(({ sealed: _sealed, ...shown }) => ({
      ...shown,
      children: children.get(ownerKey(shown.type, shown.id))?.length ?? 0,
    }))
    .sort((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type) || (a.slug < b.slug ? -1 : 1))
}
