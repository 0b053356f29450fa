import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { CONTRACTS, Id, Slug } from '#contract'
import type { Changes } from '../changes.ts'
import { pageOf } from '../http/page.ts'
import { defineRoute } from '../http/route.ts'
import { idsOf } from '../idempotency.ts'
import { flag } from '../schemas/flag.ts'
import { BySlug, Creator, type Resource } from '../schemas/resource.ts'
import { ALTERATION, CHANGED, CREATION, dryRun, DryRun, LISTED, listQuery, READ, SHOWN } from './change.ts'

const { owner_email, owner_name, name } = CONTRACTS['team.provision'].payload.shape
const Creation = z
  .strictObject({
    slug: Slug,
    team_id: Id.optional().describe('A new one where it is left out.'),
    owner_id: Id.optional().describe('Its first member. Who is told, where it is left out.'),
    ...{ owner_email, owner_name, name },
    ...Creator,
  })
  .meta({ examples: [{ slug: 'acme', name: 'Acme Corp', owner_email: 'ann@acme.test' }] })
const Restart = z
  .strictObject({ rebuild: z.boolean().default(false) })
  .prefault({})
  .meta({ examples: [{ rebuild: true }] })

const READS = { ...READ, tag: 'teams', access: { scope: 'teams:read' } } as const
const ALTERS = { ...ALTERATION, tag: 'teams', access: { scope: 'teams:write' } } as const

const identityOf = ({ id, slug }: Resource) => ({ team_id: id, team_slug: slug })

export const teamRoutes = (app: FastifyInstance, changes: Changes): void => {
  defineRoute(app, {
    ...READS,
    url: '/api/teams',
    operationId: 'listTeams',
    summary: 'Teams by their slugs',
    description: 'In pages; with their state, address and what was made for them.',
    schema: { querystring: z.strictObject(listQuery), response: LISTED },
    handler: async ({ principal, query: { status, ...page } }) =>
      pageOf((await changes.inventory()).list(principal, { type: 'team', status }), ({ slug }) => slug, page),
  })

  defineRoute(app, {
    ...READS,
    url: '/api/teams/:slug',
    operationId: 'getTeam',
    summary: 'A team',
    description: 'With its state, address and what was made for it.',
    schema: { params: BySlug, response: SHOWN },
    handler: async ({ principal, params }) => (await changes.inventory()).get(principal, 'team', params.slug),
  })

  defineRoute(app, {
    ...CREATION,
    ...{ tag: 'teams', access: { scope: 'teams:write' } },
    url: '/api/teams',
    operationId: 'createTeam',
    summary: 'Make a team',
    description:
      'A directory, a database, a certificate and a stack. Who makes it sees the task, and the team once they are of it.',
    schema: { querystring: DryRun, body: Creation, response: CHANGED },
    handler: async (request, reply) => {
      const { slug, user_id: userId, ...fields } = request.body
      const ids = idsOf(request)
      const resource = { type: 'team', id: fields.team_id ?? ids.of('team'), slug } as const
      const inventory = await changes.inventory()
      inventory.requireFree(resource)
      const owner = { owner_id: userId ?? request.principal.id }
      const payload = { ...owner, ...fields, team_id: resource.id, team_slug: slug }
      return changes.make(request, reply, {
        ...{ task: 'team.provision', payload, resource, ids, userId, dryRun: request.query.dry_run },
      })
    },
  })

  defineRoute(app, {
    ...ALTERS,
    method: 'DELETE',
    url: '/api/teams/:slug',
    operationId: 'deleteTeam',
    summary: 'Delete a team',
    description:
      'Refused while it has workspaces, unless `cascade`. Its data goes to the archive. Owners of the team may.',
    schema: {
      params: BySlug,
      querystring: z.strictObject({ ...dryRun, cascade: flag.describe('With all that is in it.') }),
      response: CHANGED,
    },
    handler: (request, reply) =>
      changes.alter(request, reply, {
        ...{ type: 'team', slug: request.params.slug, task: 'team.delete', least: 'owner', what: 'delete the team' },
        payloadOf: (team) => ({ ...identityOf(team), cascade: request.query.cascade }),
        dryRun: request.query.dry_run,
      }),
  })

  defineRoute(app, {
    ...ALTERS,
    method: 'POST',
    url: '/api/teams/:slug/restart',
    operationId: 'restartTeam',
    summary: 'Restart a team, or wake it',
    description:
      'Stops its stack and starts it again; a suspended one wakes up with all that is in it. Admins of the team may.',
    schema: { params: BySlug, querystring: DryRun, body: Restart, response: CHANGED },
    handler: (request, reply) =>
      changes.alter(request, reply, {
        ...{ type: 'team', slug: request.params.slug, task: 'team.restart', least: 'admin', what: 'restart the team' },
        payloadOf: (team) => ({ ...identityOf(team), rebuild: request.body.rebuild }),
        dryRun: request.query.dry_run,
      }),
  })

  defineRoute(app, {
    ...ALTERS,
    method: 'POST',
    url: '/api/teams/:slug/suspend',
    operationId: 'suspendTeam',
    summary: 'Suspend a team: its containers stop, its data stays',
    description: 'With all that is in it. Admins of the team may; a restart wakes it.',
    schema: { params: BySlug, querystring: DryRun, response: CHANGED },
    handler: (request, reply) =>
      changes.alter(request, reply, {
        ...{ type: 'team', slug: request.params.slug, task: 'team.suspend', least: 'admin', what: 'suspend the team' },
        payloadOf: identityOf,
        dryRun: request.query.dry_run,
      }),
  })
}
