import type { Redis } from 'ioredis'
import { Failure, inventoryKey, ownerKey, ResourceRecord } from '#contract'
import { canSeeTeam, type Principal } from './access/principal.ts'
import { onRedis } from './redis.ts'
import type { Resource } from './schemas/resource.ts'

const TYPES = ResourceRecord.shape.type.options

export interface ResourceFilter {
  readonly type?: ResourceRecord['type'] | undefined
  readonly status?: ResourceRecord['status'] | undefined
  readonly parent_id?: string | undefined
}

const PARENT_TYPE = { team: undefined, workspace: 'team', sandbox: 'workspace' } as const

/** Owner key of the resource that a record names as its parent. */
const parentOf = ({ type, parent_id }: ResourceRecord): string | undefined => {
  const parentType = PARENT_TYPE[type]
  return parentType === undefined || parent_id === undefined ? undefined : ownerKey(parentType, parent_id)
}

/** Everything that stands at one moment. */
export interface Inventory {
  /** Teams first, each type by slug. @param principal sees no more than what is of its teams */
  list(principal: Principal, filter?: ResourceFilter): Resource[]
  /** @throws Failure RESOURCE_NOT_FOUND, also where the principal may not see it */
  get(principal: Principal, type: ResourceRecord['type'], slug: string): Resource
  sees(principal: Principal, type: ResourceRecord['type'], slug: string): boolean
  /** By slug or id, whoever may see it. */
  find(type: ResourceRecord['type'], by: { readonly slug: string } | { readonly id: string }): Resource | undefined
  /** @throws Failure NAME_TAKEN, ID_TAKEN when something else stands under the slug or the id of a new resource */
  requireFree(wanted: Pick<Resource, 'type' | 'id' | 'slug'>): void
}

/** @throws Failure REDIS_UNAVAILABLE */
export const readInventory = async (redis: Redis): Promise<Inventory> => {
  const hashes = await onRedis(() => Promise.all(TYPES.map((type) => redis.hvals(inventoryKey(type)))))
  const records = hashes.flat().map((text) => ResourceRecord.parse(JSON.parse(text)))
  const children = Map.groupBy(records, parentOf)
  const byKey = new Map(records.map((record) => [ownerKey(record.type, record.id), record]))
  const teamOf = (record: ResourceRecord): string | undefined => {
    if (record.type === 'team') return record.id
    if (record.type === 'workspace') return record.parent_id
    return byKey.get(parentOf(record) ?? '')?.parent_id
  }
  const all = records.map((record): Resource => {
    const { sealed: _sealed, ...shown } = record
    const count = children.get(ownerKey(record.type, record.id))?.length ?? 0
    return { ...shown, team_id: teamOf(record), children: count }
  })
  all.sort((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type) || (a.slug < b.slug ? -1 : 1))

  const find: Inventory['find'] = (type, by) =>
    all.find((each) => each.type === type && ('slug' in by ? each.slug === by.slug : each.id === by.id))
  const seen: (...of: Parameters<Inventory['get']>) => Resource | undefined = (principal, type, slug) => {
    const found = find(type, { slug })
    return found !== undefined && canSeeTeam(principal, found.team_id) ? found : undefined
  }
  return {
    find,
    list: (principal, { type, status, parent_id } = {}) =>
      all
        .filter((each) => type === undefined || each.type === type)
        .filter((each) => status === undefined || each.status === status)
        .filter((each) => parent_id === undefined || each.parent_id === parent_id)
        .filter((each) => canSeeTeam(principal, each.team_id)),
    sees: (principal, type, slug) => seen(principal, type, slug) !== undefined,
    requireFree({ type, id, slug }) {
      const named = find(type, { slug })
      if (named !== undefined && named.id !== id)
        throw new Failure('NAME_TAKEN', `There is a ${type} ${JSON.stringify(slug)} already.`)
      const standing = find(type, { id })
      if (standing !== undefined && standing.slug !== slug)
        throw new Failure('ID_TAKEN', `The ${type} with this id has another slug.`)
    },
    get(principal, type, slug) {
      const found = seen(principal, type, slug)
      if (found !== undefined) return found
      throw new Failure('RESOURCE_NOT_FOUND', `There is no ${type} ${JSON.stringify(slug)}.`)
    },
  }
}
