import { z } from 'zod'
import type { AgentName, ResourceType, ToolProfile } from '#contract'
import type { components } from '../api/schema.d.ts'
import { createClient } from '../api/client.ts'
import { ask } from './ask.ts'
import { createSend, type Access } from './fetch.ts'
import { given } from './given.ts'
import { createResources } from './resources.ts'
import * as shapes from './shapes.ts'
import { createWrite } from './write.ts'

interface TaskFilter {
  readonly status?: shapes.Task['status'] | undefined
  readonly type?: string | undefined
  readonly resource_type?: ResourceType | 'agent' | undefined
  readonly resource_id?: string | undefined
  readonly team_id?: string | undefined
  readonly user_id?: string | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** What an agent is to do; docs/agents.md tells of each. */
interface AgentRequest {
  readonly workspace_slug: string
  readonly sandbox_slug: string
  readonly card: {
    readonly id: string
    readonly title: string
    readonly description: string
    readonly column: string
    readonly labels: readonly string[]
  }
  readonly agent_type: string
  readonly agent: AgentName | undefined
  readonly tool_profile: ToolProfile | undefined
  readonly timeout_s: number | undefined
  readonly max_budget_usd: number | undefined
  readonly model: string | undefined
  readonly session_id: string | undefined
  readonly gates: readonly (readonly string[])[]
  readonly rebuild: boolean
}

interface TokenRequest {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly teams: readonly { readonly team_id: string; readonly role: 'owner' | 'admin' | 'member' }[] | undefined
  readonly expires_in_days: number
}

/** What a token may be allowed to do. */
export type Scope = components['schemas']['MadeToken']['scopes'][number]

/** portal-api as this command line uses it. Every call throws Refused, Failure PORTAL_UNREACHABLE or ANSWER_UNEXPECTED. */
export const createPortal = (access: Access) => {
  const client = createClient({ url: access.url, token: access.token, fetch: createSend(access) })
  const byId = (id: string) => ({ params: { path: { id } } })

  return {
    access,
    ...createResources(client),
    me: () => ask(shapes.Me, client.GET('/api/me')),

    tasks: (filter: TaskFilter) => ask(shapes.Tasks, client.GET('/api/tasks', { params: { query: given(filter) } })),
    task: (id: string) => ask(shapes.Task, client.GET('/api/tasks/{id}', byId(id))),
    /** @param userId who is told of it */
    runAgent: (userId: string, payload: AgentRequest) =>
      createWrite((query) => {
        const body = { type: 'agent.run', user_id: userId, payload: given(payload) } as const
        return client.POST('/api/tasks', { params: { query }, body })
      }),
    cancelTask: (id: string) => ask(shapes.Accepted, client.DELETE('/api/tasks/{id}', byId(id))),
    retryTask: (id: string) => ask(shapes.Accepted, client.POST('/api/tasks/{id}/retry', byId(id))),

    agents: (filter: { readonly sandbox: string | undefined }) =>
      ask(shapes.Agents, client.GET('/api/agents', { params: { query: given(filter) } })),
    agent: (id: string) =>
      ask(shapes.Agent, client.GET('/api/agents/{task_id}', { params: { path: { task_id: id } } })),

    leftovers: () => ask(shapes.Leftovers, client.GET('/api/leftovers')),
    removeLeftover: (id: string, confirm: string) =>
      ask(z.unknown(), client.DELETE('/api/leftovers/{id}', { params: { path: { id }, query: { confirm } } })),

    tokens: () => ask(shapes.Tokens, client.GET('/api/tokens')),
    createToken: (body: TokenRequest) => ask(shapes.NewToken, client.POST('/api/tokens', { body: given(body) })),
    revokeToken: (id: string) => ask(z.unknown(), client.DELETE('/api/tokens/{id}', byId(id))),
  }
}
export type Portal = ReturnType<typeof createPortal>
