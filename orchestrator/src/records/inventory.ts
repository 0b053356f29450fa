import type { ResourceRecord, ResourceType } from '#contract'

/** What stands, as it was recorded when tasks ended. */
export interface Inventory {
  get(type: ResourceType, id: string): Promise<ResourceRecord | undefined>
  /** @param slug the full slug for a sandbox */
  bySlug(type: ResourceType, slug: string): Promise<ResourceRecord | undefined>
  /** The workspaces of a team, the sandboxes of a workspace. */
  childrenOf(record: Pick<ResourceRecord, 'type' | 'id'>): Promise<ResourceRecord[]>
  all(type: ResourceType): Promise<ResourceRecord[]>
}
