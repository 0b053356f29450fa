import type { Resource } from './shapes.ts'

type Named = Pick<Resource, 'type' | 'id' | 'slug' | 'parent_id'>

/** What commands call a resource: by its slug, or a sandbox by its workspace: `shop/one`. */
export type NameOf = (resource: Named) => string

/** @param known the workspaces of those that are asked for are among them */
export const namesAmong = (known: readonly Named[]): NameOf => {
  const workspaces = new Map(known.flatMap(({ type, id, slug }) => (type === 'workspace' ? [[id, slug]] : [])))
  return ({ type, slug, parent_id: parent }) => {
    const workspace = type === 'sandbox' ? workspaces.get(parent ?? '') : undefined
    return workspace === undefined ? slug : `${workspace}/${slug.slice(workspace.length + 1)}`
  }
}
