import type { Client } from 'openapi-fetch'
import type { ResourceRecord, ResourceType } from '#contract'
import type { paths } from '../api/schema.d.ts'
import { ask } from './ask.ts'
import { given } from './given.ts'
import * as shapes from './shapes.ts'
import { createAlteration, createWrite } from './write.ts'

export interface SandboxAddress {
  readonly workspace: string
  readonly sandbox: string
}

export interface ListQuery {
  readonly status: ResourceRecord['status'] | undefined
}

interface Owned {
  readonly slug: string
  readonly name: string | undefined
  readonly owner_id: string | undefined
  readonly owner_email: string | undefined
}
interface NewTeam extends Owned {
  readonly owner_name: string | undefined
}
interface NewWorkspace extends Owned {
  readonly template_repo: string
  readonly private: boolean
  readonly team: string | undefined
  readonly team_slug: string | undefined
}
interface NewSandbox {
  readonly slug: string
  readonly source_branch: string | undefined
}

const flag = (value: boolean) => (value ? 'true' : 'false')

/** What portal-api knows of teams, workspaces and sandboxes. */
export const createResources = (client: Client<paths>) => {
  const bySlug = (slug: string) => ({ path: { slug } })
  const byAddress = ({ workspace, sandbox }: SandboxAddress) => ({ path: { slug: workspace, sandbox } })
  const list = async (query: {
    readonly type?: ResourceType
    readonly status?: ResourceRecord['status'] | undefined
  }) => (await ask(shapes.AllResources, client.GET('/api/resources', { params: { query: given(query) } }))).resources

  return {
    /** Everything that may be seen. */
    resources: () => list({}),
    /** Those that name a resource as their parent. */
    resourcesOf: async (type: ResourceType, parent: string) =>
      (await list({ type })).filter(({ parent_id }) => parent_id === parent),

    teams: (query: ListQuery) => ask(shapes.Resources, client.GET('/api/teams', { params: { query: given(query) } })),
    team: (slug: string) => ask(shapes.Resource, client.GET('/api/teams/{slug}', { params: bySlug(slug) })),
    createTeam: (body: NewTeam) =>
      createWrite((query) => client.POST('/api/teams', { params: { query }, body: given(body) })),
    deleteTeam: (slug: string, cascade: boolean) =>
      createAlteration(
        () => client.GET('/api/teams/{slug}', { params: bySlug(slug) }),
        (query, header) =>
          client.DELETE('/api/teams/{slug}', {
            params: { ...bySlug(slug), header, query: { ...query, cascade: flag(cascade) } },
          }),
      ),
    restartTeam: (slug: string, rebuild: boolean) =>
      createWrite((query) =>
        client.POST('/api/teams/{slug}/restart', { params: { ...bySlug(slug), query }, body: { rebuild } }),
      ),
    suspendTeam: (slug: string) =>
      createWrite((query) => client.POST('/api/teams/{slug}/suspend', { params: { ...bySlug(slug), query } })),

    workspaces: (query: ListQuery & { readonly team: string | undefined }) =>
      ask(shapes.Resources, client.GET('/api/workspaces', { params: { query: given(query) } })),
    workspace: (slug: string) => ask(shapes.Resource, client.GET('/api/workspaces/{slug}', { params: bySlug(slug) })),
    createWorkspace: (body: NewWorkspace) =>
      createWrite((query) => client.POST('/api/workspaces', { params: { query }, body: given(body) })),
    deleteWorkspace: (slug: string, options: { readonly cascade: boolean; readonly keepRepository: boolean }) =>
      createAlteration(
        () => client.GET('/api/workspaces/{slug}', { params: bySlug(slug) }),
        (query, header) => {
          const how = { cascade: flag(options.cascade), keep_repository: flag(options.keepRepository) } as const
          return client.DELETE('/api/workspaces/{slug}', {
            params: { ...bySlug(slug), header, query: { ...query, ...how } },
          })
        },
      ),
    restartWorkspace: (slug: string) =>
      createWrite((query) => client.POST('/api/workspaces/{slug}/restart', { params: { ...bySlug(slug), query } })),
    suspendWorkspace: (slug: string) =>
      createWrite((query) => client.POST('/api/workspaces/{slug}/suspend', { params: { ...bySlug(slug), query } })),

    sandboxes: (workspace: string, query: ListQuery) =>
      ask(
        shapes.Resources,
        client.GET('/api/workspaces/{slug}/sandboxes', { params: { ...bySlug(workspace), query: given(query) } }),
      ),
    allSandboxes: async ({ status }: ListQuery) => ({ items: await list({ type: 'sandbox', status }) }),
    sandbox: (at: SandboxAddress) =>
      ask(shapes.Resource, client.GET('/api/workspaces/{slug}/sandboxes/{sandbox}', { params: byAddress(at) })),
    createSandbox: (workspace: string, body: NewSandbox) =>
      createWrite((query) =>
        client.POST('/api/workspaces/{slug}/sandboxes', {
          ...{ params: { ...bySlug(workspace), query }, body: given(body) },
        }),
      ),
    deleteSandbox: (at: SandboxAddress) =>
      createAlteration(
        () => client.GET('/api/workspaces/{slug}/sandboxes/{sandbox}', { params: byAddress(at) }),
        (query, header) =>
          client.DELETE('/api/workspaces/{slug}/sandboxes/{sandbox}', { params: { ...byAddress(at), header, query } }),
      ),
    restartSandbox: (at: SandboxAddress) =>
      createWrite((query) =>
        client.POST('/api/workspaces/{slug}/sandboxes/{sandbox}/restart', { params: { ...byAddress(at), query } }),
      ),
    suspendSandbox: (at: SandboxAddress) =>
      createWrite((query) =>
        client.POST('/api/workspaces/{slug}/sandboxes/{sandbox}/suspend', { params: { ...byAddress(at), query } }),
      ),
    restartAgent: (at: SandboxAddress, regenerateSecret: boolean) =>
      createWrite((query) =>
        client.POST('/api/workspaces/{slug}/sandboxes/{sandbox}/agent/restart', {
          ...{ params: { ...byAddress(at), query }, body: { regenerate_secret: regenerateSecret } },
        }),
      ),
  }
}
