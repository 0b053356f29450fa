import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  AgentName,
  branchOf,
  checkoutOf,
  Failure,
  fullSlug,
  hostOf,
  ToolProfile,
  type Card,
  type ResourceRecord,
} from '#contract'
import { requireAwake, requireKept } from '../standing.ts'
import type { TaskEnv } from '../task-env.ts'

/** Where an agent is to work, and as what. */
export const AgentFacts = z.object({
  /** Name of the run: a new one for each task. */
  run: z.string(),
  /** Full slug of the sandbox. */
  slug: z.string(),
  /** On the forge, as "owner/name". */
  repository: z.string(),
  branch: z.string(),
  /** The sandbox's checkout, relative to the data root. */
  checkout: z.string(),
  /** Address under which the sandbox answers. */
  url: z.string(),
  agent: AgentName,
  agent_type: z.string(),
  persona: z.string(),
  profile: ToolProfile,
  timeout_s: z.number(),
  max_turns: z.number().optional(),
  /** Whether a run that changes nothing is a failure. */
  changes_expected: z.boolean(),
  success_column: z.string().optional(),
  failure_column: z.string().optional(),
})
export type AgentFacts = z.infer<typeof AgentFacts>

/** What every task of an agent is given. */
export interface AgentInput {
  readonly workspace_slug: string
  readonly sandbox_slug: string
  readonly card: Card
  readonly agent?: AgentName | undefined
  readonly timeout_s?: number | undefined
  readonly max_budget_usd?: number | undefined
  readonly model?: string | undefined
  readonly callback_url?: string | undefined
}

/**
 * Finds where an agent is to work.
 * @param agentType its role, as templates/agents.yml names it
 * @param profile instead of the role's
 * @throws Failure RESOURCE_NOT_FOUND, PARENT_SUSPENDED, AGENT_UNKNOWN_TYPE, AGENTS_INVALID
 */
export async function findPlace(
  env: TaskEnv,
  input: AgentInput,
  { agentType, profile }: { readonly agentType: string; readonly profile: ToolProfile | undefined },
): Promise<AgentFacts> {
  const slug = fullSlug(input.workspace_slug, input.sandbox_slug)
  const sandbox = await requireActive(env, 'sandbox', slug)
  const workspace = await requireActive(env, 'workspace', input.workspace_slug)
  const role = (await env.agents.policies.of(input.workspace_slug)).role(agentType)
  return {
    run: randomUUID(),
    slug,
    repository: z.object({ github_repo_name: z.string() }).parse(workspace.metadata).github_repo_name,
    branch: branchOf(slug),
    checkout: checkoutOf('sandbox', slug),
    url: urlOf(sandbox) ?? `https://${hostOf('sandbox', slug, env.platform.domain)}`,
    agent: input.agent ?? role.agent,
    agent_type: agentType,
    persona: role.persona,
    profile: profile ?? role.profile,
    timeout_s: input.timeout_s ?? role.timeoutS,
    max_turns: role.maxTurns,
    changes_expected: role.changesExpected,
    success_column: role.successColumn,
    failure_column: role.failureColumn,
  }
}

const urlOf = ({ metadata }: ResourceRecord): string | undefined =>
  z.object({ url: z.string().optional() }).parse(metadata).url

async function requireActive(env: TaskEnv, type: 'sandbox' | 'workspace', slug: string): Promise<ResourceRecord> {
  const record = await env.inventory.bySlug(type, slug)
  if (record === undefined) throw new Failure('RESOURCE_NOT_FOUND', `There is no ${type} "${slug}"`)
  requireKept(record)
  requireAwake(record)
  return record
}
