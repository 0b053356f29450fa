import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { CONTRACTS, Failure, Id, Slug } from '#contract'
import { checkAccess } from '../access/check.ts'
import { canSeeTeam, type Principal } from '../access/principal.ts'
import { requireRole } from '../access/roles.ts'
import type { Changes } from '../changes.ts'
import { pageOf } from '../http/page.ts'
import { defineRoute } from '../http/route.ts'
import { idsOf } from '../idempotency.ts'
import type { Inventory } from '../resources.ts'
import { flag } from '../schemas/flag.ts'
import { BySlug, Creator } from '../schemas/resource.ts'
import { ALTERATION, CHANGED, CREATION, dryRun, DryRun, LISTED, listQuery, READ, SHOWN } from './change.ts'

const { owner_email, name, template_repo, private: isPrivate } = CONTRACTS['workspace.provision'].payload.shape
const Creation = z
  .strictObject({
    slug: Slug,
    workspace_id: Id.optional().describe('A new one where it is left out.'),
    team: Slug.optional().describe('Slug of the team that it belongs to.'),
    team_id: Id.optional().describe('Its id, instead. Without either a team is made for it.'),
    team_slug: Slug.optional().describe('Slug of the team that is made; that of the workspace where it is left out.'),
    template_repo: template_repo.describe('Repository that it is made from, as "owner/name".'),
    owner_id: Id.optional().describe('Who is told, where it is left out.'),
    ...{ owner_email, name, private: isPrivate },
    ...Creator,
  })
  .meta({ examples: [{ slug: 'shop', team: 'acme', template_repo: 'slipway/sample' }] })

const READS = { ...READ, tag: 'workspaces', access: { scope: 'workspaces:read' } } as const

/** Id of the team that a new workspace is to belong to; undefined when one is to be made for it. */
const teamFor = (
  { team: slug, team_id: id }: Pick<z.infer<typeof Creation>, 'team' | 'team_id'>,
  inventory: Inventory,
  principal: Principal,
): string | undefined => {
  if (slug === undefined && id === undefined) {
    checkAccess(principal, { scope: 'teams:write' })
    return undefined
  }
  const teamId = slug === undefined ? id : inventory.get(principal, 'team', slug).id
  if (id !== undefined && teamId !== id) throw new Failure('ID_TAKEN', 'The team has another id than the one given.')
  if (!canSeeTeam(principal, teamId)) throw new Failure('RESOURCE_NOT_FOUND', 'There is no team with this id.')
  requireRole(principal, teamId, 'admin', 'make a workspace')
  return teamId
}

const POWER = {
  restart: 'Restart a workspace, or wake it with its sandboxes',
  suspend: 'Suspend a workspace with its sandboxes: their containers stop, their data stays',
} as const

export const workspaceRoutes = (app: FastifyInstance, changes: Changes): void => {
  defineRoute(app, {
    ...READS,
    url: '/api/workspaces',
    operationId: 'listWorkspaces',
    summary: 'Workspaces by their slugs',
    description: 'In pages; with their state, address and what was made for them.',
    schema: {
      querystring: z.strictObject({ ...listQuery, team: Slug.optional().describe('Of the team with this slug.') }),
      response: LISTED,
    },
    handler: async ({ principal, query: { status, team, ...page } }) => {
      const inventory = await changes.inventory()
      const parent_id = team === undefined ? undefined : inventory.get(principal, 'team', team).id
      return pageOf(inventory.list(principal, { type: 'workspace', status, parent_id }), ({ slug }) => slug, page)
    },
  })

  defineRoute(app, {
    ...READS,
    url: '/api/workspaces/:slug',
    operationId: 'getWorkspace',
    summary: 'A workspace',
    description: 'With its state, address, repository and what was made for it.',
    schema: { params: BySlug, response: SHOWN },
    handler: async ({ principal, params }) => (await changes.inventory()).get(principal, 'workspace', params.slug),
  })

  defineRoute(app, {
    ...CREATION,
    ...{ tag: 'workspaces', access: { scope: 'workspaces:write' } },
    url: '/api/workspaces',
    operationId: 'createWorkspace',
    summary: 'Make a workspace, with its team unless one is named',
    description:
      'A repository from a template, an application, a certificate, a database and a stack. Admins of the team may.',
    schema: { querystring: DryRun, body: Creation, response: CHANGED },
    handler: async (request, reply) => {
      const { slug, user_id: userId, team, team_id, ...fields } = request.body
      const ids = idsOf(request)
      const resource = { type: 'workspace', id: fields.workspace_id ?? ids.of('workspace'), slug } as const
      const inventory = await changes.inventory()
      const teamId = teamFor({ team, team_id }, inventory, request.principal)
      inventory.requireFree(resource)
      const named = teamId === undefined ? {} : { team_id: teamId }
      const owner = { owner_id: userId ?? request.principal.id }
      const payload = { ...owner, ...fields, ...named, workspace_id: resource.id, workspace_slug: slug }
      return changes.make(request, reply, {
        ...{ task: 'workspace.provision', payload, resource, ids, userId, dryRun: request.query.dry_run },
      })
    },
  })

  defineRoute(app, {
    ...ALTERATION,
    ...{ tag: 'workspaces', access: { scope: 'workspaces:write' } },
    method: 'DELETE',
    url: '/api/workspaces/:slug',
    operationId: 'deleteWorkspace',
    summary: 'Delete a workspace',
    description:
      'Refused while it has sandboxes, unless `cascade`. Its data goes to the archive. Admins of the team may.',
    schema: {
      params: BySlug,
      querystring: z.strictObject({
        ...dryRun,
        cascade: flag.describe('With its sandboxes.'),
        keep_repository: flag.describe('Lets its repository stand.'),
      }),
      response: CHANGED,
    },
    handler: (request, reply) => {
      const { dry_run: dryRun, ...options } = request.query
      return changes.alter(request, reply, {
        ...{ type: 'workspace', slug: request.params.slug, task: 'workspace.delete' },
        ...{ least: 'admin', what: 'delete the workspace', dryRun },
        payloadOf: ({ id, slug }) => ({ workspace_id: id, workspace_slug: slug, ...options }),
      })
    },
  })

  for (const verb of ['restart', 'suspend'] as const)
    defineRoute(app, {
      ...ALTERATION,
      ...{ tag: 'workspaces', access: { scope: 'workspaces:write' } },
      method: 'POST',
      url: `/api/workspaces/:slug/${verb}`,
      operationId: `${verb}Workspace`,
      summary: POWER[verb],
      description: 'Its sandboxes go along, and its data stays. Admins of the team may.',
      schema: { params: BySlug, querystring: DryRun, response: CHANGED },
      handler: (request, reply) =>
        changes.alter(request, reply, {
          ...{ type: 'workspace', slug: request.params.slug, task: `workspace.${verb}` },
          ...{ least: 'admin', what: `${verb} the workspace`, dryRun: request.query.dry_run },
          payloadOf: ({ id, slug }) => ({ workspace_id: id, workspace_slug: slug }),
        }),
    })
}
