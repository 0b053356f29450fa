import type { Resource } from '../../api/resource.ts'
import { Accepted } from '../../api/task.ts'
import type { MenuItem } from '../../state/ui.ts'
import { act } from '../act.ts'
import type { Context } from '../context.ts'

/** A sandbox's own part of its full slug, which begins with its workspace's. */
export const sandboxSlug = (sandbox: Resource, workspace: Resource): string =>
  sandbox.slug.slice(workspace.slug.length + 1)

/** Address of a resource in the API. @param parent a sandbox's workspace */
export const pathOf = (resource: Resource, parent: Resource | undefined): string => {
  if (resource.type !== 'sandbox') return `/api/${resource.type}s/${resource.slug}`
  if (parent === undefined) throw new Error(`The workspace of the sandbox ${resource.slug} is not known.`)
  return `/api/workspaces/${parent.slug}/sandboxes/${sandboxSlug(resource, parent)}`
}

const post = (context: Context, path: string, body: object, done: string): void =>
  void act(context, done, () => context.api.send('POST', path, Accepted, body))

const ofTeam = (context: Context, team: Resource): readonly MenuItem[] => {
  const path = pathOf(team, undefined)
  const wake = { label: 'Wake', act: () => post(context, `${path}/restart`, {}, `${team.slug} is being woken.`) }
  const others = [
    { label: 'Restart', act: () => post(context, `${path}/restart`, {}, `${team.slug} is being restarted.`) },
    {
      label: 'Rebuild from the template',
      act: () => post(context, `${path}/restart`, { rebuild: true }, `${team.slug} is being rebuilt.`),
    },
    { label: 'Suspend', act: () => post(context, `${path}/suspend`, {}, `${team.slug} is being suspended.`) },
  ]
  const add = {
    label: 'New workspace…',
    act: () => context.ui.dispatch({ dialog: { of: 'create-workspace', team } }),
  }
  return team.status === 'suspended' ? [wake] : [add, ...others]
}

const ofSandbox = (context: Context, sandbox: Resource, workspace: Resource): readonly MenuItem[] => [
  {
    label: 'Restart its agent',
    act: () =>
      post(context, `${pathOf(sandbox, workspace)}/restart`, {}, `The agent of ${sandbox.slug} is being restarted.`),
  },
]

/** What can be done with a resource. @param parent a sandbox's workspace, a workspace's team */
export const actionsOf = (context: Context, resource: Resource, parent: Resource | undefined): readonly MenuItem[] => {
  const remove: MenuItem = {
    label: 'Delete…',
    grave: true,
    act: () => context.ui.dispatch({ dialog: { of: 'delete', resource, parent } }),
  }
  switch (resource.type) {
    case 'team':
      return [...ofTeam(context, resource), remove]
    case 'workspace': {
      const add = {
        label: 'New sandbox…',
        act: () => context.ui.dispatch({ dialog: { of: 'create-sandbox', workspace: resource } }),
      }
      return resource.status === 'active' ? [add, remove] : [remove]
    }
    case 'sandbox':
      return parent === undefined ? [] : [...ofSandbox(context, resource, parent), remove]
  }
}
