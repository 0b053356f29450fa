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

/** Restarting and suspending what runs; waking what is suspended, unless what it is in sleeps as well. */
const powerOf = (context: Context, resource: Resource, parent: Resource | undefined): readonly Offer[] => {
  const { type, slug, status } = resource
  const path = pathOf(resource, parent)
  const restart = (label: string, done: string): Offer => ({
    ...{ deed: `${type}.restart`, label },
    act: () => post(context, `${path}/restart`, {}, `${slug} is being ${done}.`),
  })
  if (status === 'suspended') return parent?.status === 'suspended' ? [] : [restart('Wake', 'woken')]
  return [
    restart('Restart', 'restarted'),
    {
      ...{ deed: `${type}.suspend`, label: 'Suspend' },
      act: () => post(context, `${path}/suspend`, {}, `${slug} is being suspended.`),
    },
  ]
}

const ofTeam = (context: Context, team: Resource): readonly Offer[] => {
  const rebuild: Offer = {
    ...{ deed: 'team.restart', label: 'Rebuild from the template' },
    act: () => post(context, `${pathOf(team, undefined)}/restart`, { rebuild: true }, `${team.slug} is being rebuilt.`),
  }
  const create: Offer = {
    ...{ deed: 'workspace.create', label: 'New workspace…' },
    act: () => context.ui.dispatch({ dialog: { of: 'create-workspace', team } }),
  }
  const power = powerOf(context, team, undefined)
  return team.status === 'suspended' ? power : [create, ...power, rebuild]
}

const ofWorkspace = (context: Context, workspace: Resource, team: Resource | undefined): readonly Offer[] => {
  const create: Offer = {
    ...{ deed: 'sandbox.create', label: 'New sandbox…' },
    act: () => context.ui.dispatch({ dialog: { of: 'create-sandbox', workspace } }),
  }
  const power = powerOf(context, workspace, team)
  return workspace.status === 'suspended' ? power : [create, ...power]
}

const ofSandbox = (context: Context, sandbox: Resource, workspace: Resource): readonly Offer[] => {
  const agent: Offer = {
    ...{ deed: 'sandbox.restart', label: 'Restart its agent' },
    act: () =>
      post(
        context,
        `${pathOf(sandbox, workspace)}/agent/restart`,
        {},
        `The agent of ${sandbox.slug} is being restarted.`,
      ),
  }
  const power = powerOf(context, sandbox, workspace)
  return sandbox.status === 'suspended' ? power : [...power, agent]
}

const offersOf = (context: Context, resource: Resource, parent: Resource | undefined): readonly Offer[] => {
  if (resource.status === 'deleting') return []
  switch (resource.type) {
    case 'team':
      return ofTeam(context, resource)
    case 'workspace':
      return ofWorkspace(context, resource, parent)
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
