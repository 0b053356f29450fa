import { z } from 'zod'
import { Id, madeTeamId, RepositoryName, Slug } from '../names.ts'
import { defineContract, idNode, slugNode, type LockClaim, type ResourceRef } from '../task.ts'
import { baseMetadata, DisplayName, Email, PowerMetadata, RemovalMetadata } from './shared.ts'

const identity = { workspace_id: Id, workspace_slug: Slug }
const resource = (payload: { workspace_id: string; workspace_slug: string }): ResourceRef<'workspace'> => ({
  type: 'workspace',
  id: payload.workspace_id,
  slug: payload.workspace_slug,
})

/** Of one that stands: its team is known by the inventory alone. */
const parents = () => []

interface TeamOfWorkspace {
  readonly id: string
  /** Undefined when only the id of a team that stands was given. */
  readonly slug: string | undefined
  /** True when the task makes the team: no `team_id` was given. */
  readonly made: boolean
}

/** The team a new workspace goes into: the given one, or one that is made with it and takes `team_slug` or the workspace's slug. */
export const teamOfWorkspace = (payload: {
  workspace_id: string
  workspace_slug: string
  team_id?: string | undefined
  team_slug?: string | undefined
}): TeamOfWorkspace =>
  payload.team_id === undefined
    ? { id: madeTeamId(payload.workspace_id), slug: payload.team_slug ?? payload.workspace_slug, made: true }
    : { id: payload.team_id, slug: payload.team_slug, made: false }

export const WorkspaceMetadata = z.object({
  ...baseMetadata,
  github_repo_url: z.string(),
  github_repo_name: z.string(),
  azure_app_id: z.string(),
  azure_tenant_id: z.string(),
  team_id: z.string(),
})

export const WorkspaceProvision = defineContract({
  type: 'workspace.provision',
  lane: 'high',
  operation: 'provision',
  endsAs: 'active',
  payload: z.strictObject({
    ...identity,
    owner_id: Id,
    owner_email: Email.optional(),
    name: DisplayName.optional(),
    team_id: Id.optional(),
    team_slug: Slug.optional(),
    template_repo: RepositoryName,
    private: z.boolean().default(true),
  }),
  result: WorkspaceMetadata,
  resource,
  parents: (payload) => {
    const team = teamOfWorkspace(payload)
    const mode: LockClaim['mode'] = team.made ? 'exclusive' : 'shared'
    return [
      { node: idNode('team', team.id), mode },
      ...(team.slug === undefined ? [] : [{ node: slugNode('team', team.slug), mode }]),
    ]
  },
})

export const WorkspaceDelete = defineContract({
  type: 'workspace.delete',
  lane: 'normal',
  operation: 'delete',
  endsAs: 'deleted',
  payload: z.strictObject({
    ...identity,
    cascade: z.boolean().default(false),
    keep_repository: z.boolean().default(false),
  }),
  result: RemovalMetadata,
  resource,
  parents,
})

export const WorkspaceRestart = defineContract({
  type: 'workspace.restart',
  lane: 'high',
  operation: 'restart',
  endsAs: 'active',
  payload: z.strictObject(identity),
  result: PowerMetadata,
  resource,
  parents,
})

export const WorkspaceSuspend = defineContract({
  type: 'workspace.suspend',
  lane: 'normal',
  operation: 'suspend',
  endsAs: 'suspended',
  payload: z.strictObject(identity),
  result: PowerMetadata,
  resource,
  parents,
})
