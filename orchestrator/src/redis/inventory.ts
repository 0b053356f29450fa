import type { Redis } from 'ioredis'
import { inventoryKey, ResourceRecord, SLUG_INDEX, slugNode, type ResourceType } from '#contract'
import type { Inventory } from '../records/inventory.ts'

const CHILDREN: Readonly<Record<ResourceType, ResourceType | undefined>> = {
  team: 'workspace',
  workspace: 'sandbox',
  sandbox: undefined,
}

const parse = (text: string): ResourceRecord => ResourceRecord.parse(JSON.parse(text))

export function createInventory(redis: Redis): Inventory {
  const all = async (type: ResourceType): Promise<ResourceRecord[]> =>
    (await redis.hvals(inventoryKey(type))).map(parse)
  const get = async (type: ResourceType, id: string): Promise<ResourceRecord | undefined> => {
    const text = await redis.hget(inventoryKey(type), id)
    return text === null ? undefined : parse(text)
  }
  return {
    get,
    all,
    async bySlug(type, slug) {
      const id = await redis.hget(SLUG_INDEX, slugNode(type, slug))
      return id === null ? undefined : get(type, id)
    },
    async childrenOf({ type, id }) {
      const children = CHILDREN[type]
      return children === undefined ? [] : (await all(children)).filter(({ parent_id }) => parent_id === id)
    },
  }
}
