import { randomBytes, randomUUID } from 'node:crypto'
import type { TaskType } from '#contract'
import { SAMPLE_TEMPLATE } from '../../scripts/setup/template.ts'

/** A task as a user sends it, before it has an id. */
export interface TaskRequest {
  readonly type: TaskType
  readonly payload: Readonly<Record<string, unknown>>
}

export interface Resource {
  readonly id: string
  readonly slug: string
}

const OWNER = 'owner-1'

/** A resource with a name of its own: several installations of tests share one Docker engine. */
export const fresh = (kind: string): Resource => ({
  id: randomUUID(),
  slug: `${kind}-${randomBytes(4).toString('hex')}`,
})

const ofTeam = ({ id, slug }: Resource) => ({ team_id: id, team_slug: slug })
const ofWorkspace = ({ id, slug }: Resource) => ({ workspace_id: id, workspace_slug: slug })

export const team = {
  provision: (team: Resource): TaskRequest => ({
    type: 'team.provision',
    payload: { ...ofTeam(team), owner_id: OWNER },
  }),
  delete: (team: Resource): TaskRequest => ({ type: 'team.delete', payload: { ...ofTeam(team), cascade: true } }),
  suspend: (team: Resource): TaskRequest => ({ type: 'team.suspend', payload: ofTeam(team) }),
  restart: (team: Resource): TaskRequest => ({ type: 'team.restart', payload: ofTeam(team) }),
}

export const workspace = {
  /** @param inTeam the team it goes into; left out, one is made with it */
  provision: (workspace: Resource, inTeam?: Resource): TaskRequest => ({
    type: 'workspace.provision',
    payload: {
      ...ofWorkspace(workspace),
      ...(inTeam === undefined ? {} : { team_id: inTeam.id }),
      owner_id: OWNER,
      template_repo: SAMPLE_TEMPLATE,
    },
  }),
  delete: (workspace: Resource): TaskRequest => ({
    type: 'workspace.delete',
    payload: { ...ofWorkspace(workspace), cascade: true },
  }),
  suspend: (workspace: Resource): TaskRequest => ({ type: 'workspace.suspend', payload: ofWorkspace(workspace) }),
  restart: (workspace: Resource): TaskRequest => ({ type: 'workspace.restart', payload: ofWorkspace(workspace) }),
}

/** @param sandbox its slug is the part after the workspace's */
const ofSandbox = (workspace: Resource, sandbox: Resource) => ({
  ...ofWorkspace(workspace),
  sandbox_id: sandbox.id,
  sandbox_slug: sandbox.slug,
})

export const sandbox = {
  provision: (workspace: Resource, sandbox: Resource, source = 'main'): TaskRequest => ({
    type: 'sandbox.provision',
    payload: { ...ofSandbox(workspace, sandbox), source_branch: source },
  }),
  delete: (workspace: Resource, sandbox: Resource): TaskRequest => ({
    type: 'sandbox.delete',
    payload: ofSandbox(workspace, sandbox),
  }),
  suspend: (workspace: Resource, sandbox: Resource): TaskRequest => ({
    type: 'sandbox.suspend',
    payload: ofSandbox(workspace, sandbox),
  }),
  restart: (workspace: Resource, sandbox: Resource): TaskRequest => ({
    type: 'sandbox.restart',
    payload: ofSandbox(workspace, sandbox),
  }),
  /** With a new webhook secret. */
  restartAgent: (workspace: Resource, sandbox: Resource): TaskRequest => ({
    type: 'sandbox.agent.restart',
    payload: { ...ofSandbox(workspace, sandbox), regenerate_secret: true },
  }),
}
