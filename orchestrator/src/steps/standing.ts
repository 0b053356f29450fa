import { Failure, type ResourceRecord, type ResourceRef } from '#contract'
import type { TaskEnv } from './task-env.ts'

/**
 * The resource itself, if it stands already; undefined if both its id and its slug are free.
 * @throws Failure NAME_TAKEN when the slug is another's, ID_TAKEN when the id stands under another slug
 */
export async function findOwn(
  { inventory }: TaskEnv,
  { type, id, slug }: ResourceRef,
): Promise<ResourceRecord | undefined> {
  const [byId, bySlug] = await Promise.all([inventory.get(type, id), inventory.bySlug(type, slug)])
  if (bySlug !== undefined && bySlug.id !== id) {
    throw new Failure('NAME_TAKEN', `The ${type} "${slug}" exists already`)
  }
  if (byId !== undefined && byId.slug !== slug) {
    throw new Failure('ID_TAKEN', `The ${type} ${id} exists already, as "${byId.slug}"`)
  }
  return byId
}

/**
 * A resource that has to stand.
 * @throws Failure RESOURCE_NOT_FOUND, NAME_TAKEN, ID_TAKEN
 */
export async function requireOwn(env: TaskEnv, resource: ResourceRef): Promise<ResourceRecord> {
  const record = await findOwn(env, resource)
  if (record !== undefined) return record
  throw new Failure('RESOURCE_NOT_FOUND', `There is no ${resource.type} "${resource.slug}" with the id ${resource.id}`)
}

/**
 * A parent that something new is to be put into.
 * @throws Failure RESOURCE_NOT_FOUND when there is none, or it is being deleted
 */
export async function requireParent(
  { inventory }: TaskEnv,
  type: ResourceRecord['type'],
  id: string,
): Promise<ResourceRecord> {
  const record = await inventory.get(type, id)
  if (record === undefined) throw new Failure('RESOURCE_NOT_FOUND', `There is no ${type} with the id ${id}`)
  requireKept(record)
  return record
}

/** @throws Failure RESOURCE_NOT_FOUND when it is being deleted: part of it may be gone already */
export function requireKept({ type, slug, status }: ResourceRecord): void {
  if (status === 'deleting') throw new Failure('RESOURCE_NOT_FOUND', `The ${type} "${slug}" is being deleted`)
}

/** @throws Failure PARENT_SUSPENDED when it is */
export function requireAwake({ type, slug, status }: ResourceRecord): void {
  if (status === 'suspended') throw new Failure('PARENT_SUSPENDED', `The ${type} "${slug}" is suspended`)
}
