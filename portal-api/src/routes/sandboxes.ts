import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { CONTRACTS, Failure, fullSlug, Id, Slug } from '#contract'
import { requireRole } from '../access/roles.ts'
import type { Changes } from '../changes.ts'
import { pageOf } from '../http/page.ts'
import { defineRoute } from '../http/route.ts'
import { idsOf } from '../idempotency.ts'
import type { Inventory } from '../resources.ts'
import { BySandbox, BySlug, Creator, type Resource } from '../schemas/resource.ts'
import { ALTERATION, CHANGED, CREATION, DryRun, LISTED, listQuery, READ, SHOWN } from './change.ts'

const { source_branch } = CONTRACTS['sandbox.provision'].payload.shape
const Creation = z
  .strictObject({
    slug: Slug.describe('Within its workspace.'),
    sandbox_id: Id.optional().describe('A new one where it is left out.'),
    source_branch,
    ...Creator,
  })
  .meta({ examples: [{ slug: 'one', source_branch: 'main' }] })
const AgentRestart = z
  .strictObject({ regenerate_secret: z.boolean().default(false) })
  .prefault({})
  .meta({ examples: [{ regenerate_secret: true }] })

const READS = { ...READ, tag: 'sandboxes', access: { scope: 'workspaces:read' } } as const
const WRITES = { tag: 'sandboxes', access: { scope: 'workspaces:write' } } as const

const POWER = {
  restart: 'Restart a sandbox, or wake it',
  suspend: 'Suspend a sandbox: its containers stop, its data stays',
} as const

interface Address {
  readonly slug: string
  readonly sandbox: string
}

const identityOf = ({ slug, sandbox }: Address, id: string, workspaceId: string) => ({
  ...{ sandbox_id: id, sandbox_slug: sandbox },
  ...{ workspace_id: workspaceId, workspace_slug: slug },
})

/** Of a sandbox that stands: its workspace may be gone only while it is being removed. @throws Failure RESOURCE_NOT_FOUND */
const payloadAt =
  (address: Address, options: object = {}) =>
  ({ id, parent_id }: Resource, inventory: Inventory) => {
    const workspaceId = parent_id ?? inventory.find('workspace', { slug: address.slug })?.id
    if (workspaceId === undefined) throw new Failure('RESOURCE_NOT_FOUND', `There is no workspace ${address.slug}.`)
    return { ...identityOf(address, id, workspaceId), ...options }
  }

export const sandboxRoutes = (app: FastifyInstance, changes: Changes): void => {
  defineRoute(app, {
    ...READS,
    url: '/api/workspaces/:slug/sandboxes',
    operationId: 'listSandboxes',
    summary: 'Sandboxes of a workspace by their slugs',
    description: 'In pages; with their state, address and what was made for them.',
    schema: { params: BySlug, querystring: z.strictObject(listQuery), response: LISTED },
    handler: async ({ principal, params, query: { status, ...page } }) => {
      const inventory = await changes.inventory()
      const { id: parent_id } = inventory.get(principal, 'workspace', params.slug)
      return pageOf(inventory.list(principal, { type: 'sandbox', status, parent_id }), ({ slug }) => slug, page)
    },
  })

  defineRoute(app, {
    ...READS,
    url: '/api/workspaces/:slug/sandboxes/:sandbox',
    operationId: 'getSandbox',
    summary: 'A sandbox',
    description: 'With its state, address, branch and what was made for it.',
    schema: { params: BySandbox, response: SHOWN },
    handler: async ({ principal, params: { slug, sandbox } }) =>
      (await changes.inventory()).get(principal, 'sandbox', fullSlug(slug, sandbox)),
  })

  defineRoute(app, {
    ...CREATION,
    ...WRITES,
    url: '/api/workspaces/:slug/sandboxes',
    operationId: 'createSandbox',
    summary: 'Make a sandbox',
    description: 'A branch, a copy of the workspace’s database, a certificate and a stack. Members of the team may.',
    schema: { params: BySlug, querystring: DryRun, body: Creation, response: CHANGED },
    handler: async (request, reply) => {
      const { slug: sandbox, user_id: userId, sandbox_id: given, ...fields } = request.body
      const address = { slug: request.params.slug, sandbox }
      const ids = idsOf(request)
      const resource = {
        type: 'sandbox',
        id: given ?? ids.of('sandbox'),
        slug: fullSlug(address.slug, sandbox),
      } as const
      const inventory = await changes.inventory()
      const workspace = inventory.get(request.principal, 'workspace', address.slug)
      requireRole(request.principal, workspace.team_id, 'member', 'make a sandbox')
      inventory.requireFree(resource)
      const payload = { ...fields, ...identityOf(address, resource.id, workspace.id) }
      return changes.make(request, reply, {
        ...{ task: 'sandbox.provision', payload, resource, ids, userId, dryRun: request.query.dry_run },
      })
    },
  })

  defineRoute(app, {
    ...ALTERATION,
    ...WRITES,
    method: 'DELETE',
    url: '/api/workspaces/:slug/sandboxes/:sandbox',
    operationId: 'deleteSandbox',
    summary: 'Delete a sandbox',
    description: 'Its stack, branch and certificate go; its data goes to the archive. Members of the team may.',
    schema: { params: BySandbox, querystring: DryRun, response: CHANGED },
    handler: (request, reply) =>
      changes.alter(request, reply, {
        ...{ type: 'sandbox', slug: fullSlug(request.params.slug, request.params.sandbox), task: 'sandbox.delete' },
        ...{ least: 'member', what: 'delete the sandbox', dryRun: request.query.dry_run },
        payloadOf: payloadAt(request.params),
      }),
  })

  for (const verb of ['restart', 'suspend'] as const)
    defineRoute(app, {
      ...ALTERATION,
      ...WRITES,
      method: 'POST',
      url: `/api/workspaces/:slug/sandboxes/:sandbox/${verb}`,
      operationId: `${verb}Sandbox`,
      summary: POWER[verb],
      description: 'Its data stays. Members of the team may.',
      schema: { params: BySandbox, querystring: DryRun, response: CHANGED },
      handler: (request, reply) =>
        changes.alter(request, reply, {
          ...{ type: 'sandbox', slug: fullSlug(request.params.slug, request.params.sandbox), task: `sandbox.${verb}` },
          ...{ least: 'member', what: `${verb} the sandbox`, dryRun: request.query.dry_run },
          payloadOf: payloadAt(request.params),
        }),
    })

  defineRoute(app, {
    ...ALTERATION,
    ...WRITES,
    method: 'POST',
    url: '/api/workspaces/:slug/sandboxes/:sandbox/agent/restart',
    operationId: 'restartSandboxAgent',
    summary: 'Restart the agent that works in a sandbox, in its session',
    description: 'Stops what works there and starts it again, on demand with a new webhook secret.',
    schema: { params: BySandbox, querystring: DryRun, body: AgentRestart, response: CHANGED },
    handler: (request, reply) =>
      changes.alter(request, reply, {
        ...{ type: 'sandbox', slug: fullSlug(request.params.slug, request.params.sandbox) },
        ...{ task: 'sandbox.agent.restart', least: 'member', what: "restart the sandbox's agent" },
        payloadOf: payloadAt(request.params, request.body),
        dryRun: request.query.dry_run,
      }),
  })
}
