import { type ResourceRecord, type Affected } from '#contract'
import type { InventoryChange } from '../saga/ports.ts'
import type { TaskEnv } from './task-env.ts'

/** A resource and everything in it, children before their parents, itself last. */
export async function familyOf(
  { inventory }: Pick<TaskEnv, 'inventory'>,
  record: ResourceRecord,
): Promise<ResourceRecord[]> {
  const children = await inventory.childrenOf(record)
  const descendants = await Promise.all(children.map((child) => familyOf({ inventory }, child)))
  return [...descendants.flat(), record]
}

/** What the inventory says of a resource, without what only the journal knows. */
const recorded = ({ task_id: _task, created_at: _created, updated_at: _updated, ...record }: ResourceRecord) => record

/** Records with another status, and what each has found out since. */
export const withStatus = (
  records: readonly ResourceRecord[],
  status: ResourceRecord['status'],
  metadataOf: (record: ResourceRecord) => Readonly<Record<string, unknown>> = () => ({}),
): InventoryChange[] =>
  records.map((record) => ({
    change: 'put',
    record: { ...recorded(record), status, metadata: { ...record.metadata, ...metadataOf(record) } },
  }))

/** What else a task changed than its own resource, for its final message; nothing if there is nothing. */
export function affected(
  records: readonly ResourceRecord[],
  own: string,
  status: Affected['status'],
): { affected?: Affected[] } {
  const others = records.filter(({ id }) => id !== own)
  if (others.length === 0) return {}
  return { affected: others.map(({ type, id }) => ({ resource_type: type, resource_id: id, status })) }
}
