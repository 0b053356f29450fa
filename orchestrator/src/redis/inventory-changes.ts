import { idNode, inventoryKey, SLUG_INDEX, slugNode, type ResourceRecord } from '#contract'
import type { InventoryChange, InventoryPut } from '../saga/ports.ts'
import { LOCK_PARENTS } from './keys.ts'

/** Changes of the inventory's hashes: `[hash, id, record or '']`. */
export const inventoryChanges = (changes: readonly InventoryChange[], taskId: string, at: string): string[][] =>
  changes.map((change) => {
    if (change.change === 'drop') return [inventoryKey(change.type), change.id, '']
    const { record } = change
    const stored: ResourceRecord = { ...record, task_id: taskId, created_at: at, updated_at: at }
    return [inventoryKey(record.type), record.id, JSON.stringify(stored)]
  })

/** Changes of what is looked up: ids by slug, and the team of a workspace, for its lock. `[hash, field, value or '']`. */
export const indexChanges = (changes: readonly InventoryChange[]): string[][] =>
  changes.flatMap((change) => {
    const { type, slug } = change.change === 'put' ? change.record : change
    const node = slugNode(type, slug)
    const id = change.change === 'put' ? change.record.id : ''
    const team = change.change === 'put' ? teamNode(change.record) : ''
    return [[SLUG_INDEX, node, id], ...(type === 'workspace' ? [[LOCK_PARENTS, node, team]] : [])]
  })

const teamNode = ({ parent_id }: InventoryPut): string => (parent_id === undefined ? '' : idNode('team', parent_id))
