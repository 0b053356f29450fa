import type { Resource } from '../../api/resource.ts'
import { Accepted } from '../../api/task.ts'
import type { Principal } from '../../api/me.ts'
import { mayEver, refusalOf, type Deed } from '../../state/allowed.ts'
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

/** A choice, and what it does: not all may do all of them. */
interface Offer extends MenuItem {
  readonly deed: Deed
}

const ofTeam = (context: Context, team: Resource): readonly Offer[] => {
  const path = pathOf(team, undefined)
  const restart = (label: string, body: object, done: string): Offer => ({
    ...{ deed: 'team.restart', label },
    act: () => post(context, `${path}/restart`, body, `${team.slug} is being ${done}.`),
  })
  if (team.status === 'suspended') return [restart('Wake', {}, 'woken')]
  return [
    {
      ...{ deed: 'workspace.create', label: 'New workspace…' },
      act: () => context.ui.dispatch({ dialog: { of: 'create-workspace', team } }),
    },
    restart('Restart', {}, 'restarted'),
    restart('Rebuild from the template', { rebuild: true }, 'rebuilt'),
    {
      ...{ deed: 'team.suspend', label: 'Suspend' },
      act: () => post(context, `${path}/suspend`, {}, `${team.slug} is being suspended.`),
    },
  ]
}

const ofWorkspace = (context: Context, workspace: Resource): readonly Offer[] =>
  workspace.status === 'suspended'
    ? []
    : [
        {
          ...{ deed: 'sandbox.create', label: 'New sandbox…' },
          act: () => context.ui.dispatch({ dialog: { of: 'create-sandbox', workspace } }),
        },
      ]

const ofSandbox = (context: Context, sandbox: Resource, workspace: Resource): readonly Offer[] => [
  {
    ...{ deed: 'sandbox.restart', label: 'Restart its agent' },
    act: () =>
      post(context, `${pathOf(sandbox, workspace)}/restart`, {}, `The agent of ${sandbox.slug} is being restarted.`),
  },
]

const offersOf = (context: Context, resource: Resource, parent: Resource | undefined): readonly Offer[] => {
  if (resource.status === 'deleting') return []
  switch (resource.type) {
    case 'team':
      return ofTeam(context, resource)
    case 'workspace':
      return ofWorkspace(context, resource)
    case 'sandbox':
      return parent === undefined ? [] : ofSandbox(context, resource, parent)
  }
}

/**
 * What somebody can do with a resource. What they never may is left out; what takes another role in its team says so.
 * @param parent a sandbox's workspace, a workspace's team
 */
export const actionsOf = (
  context: Context,
  principal: Principal,
  resource: Resource,
  parent: Resource | undefined,
): readonly MenuItem[] => {
  const remove: Offer = {
    ...{ deed: `${resource.type}.delete`, label: 'Delete…', grave: true },
    act: () => context.ui.dispatch({ dialog: { of: 'delete', resource, parent } }),
  }
  const removable = resource.type !== 'sandbox' || parent !== undefined // its address has its workspace in it
  return [...offersOf(context, resource, parent), ...(removable ? [remove] : [])]
    .filter(({ deed }) => mayEver(principal, deed))
    .map(({ deed, ...item }) => ({ ...item, refusal: refusalOf(principal, deed, resource.team_id) }))
}
