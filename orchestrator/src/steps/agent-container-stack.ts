import { join } from 'node:path'
import { z } from 'zod'
import {
  agentFolderOf,
  branchOf,
  checkoutOf,
  directoryOf,
  hostOf,
  SandboxMetadata,
  SECRETS_FOLDER,
  stackOf,
  type ResourceRecord,
  type ResourceRef,
} from '#contract'
import type { StackRequest } from '../drivers/stacks/port.ts'
import { AgentContainer, type Platform } from './task-env.ts'

/** What a task knows of the agent container of its sandbox, from its beginning on: so all of its runs have one plan. */
export const AgentContainerFacts = z.object({
  /** What is to be made; undefined where nobody wants one. */
  agent_container: AgentContainer.optional(),
  /** The stack that is made, or stands from a time when one was wanted. */
  agent_stack: z.string().optional(),
})
export type AgentContainerFacts = z.infer<typeof AgentContainerFacts>

/** Stack of the agent container beside a resource; undefined where there is none. */
export const agentStackOf = ({ metadata }: Pick<ResourceRecord, 'metadata'>): string | undefined =>
  SandboxMetadata.shape.agent_stack.parse(metadata['agent_stack'])

/** @param standing the sandbox, if it stands already */
export function agentContainerFacts(
  { slug }: ResourceRef,
  standing: ResourceRecord | undefined,
  { agentContainer }: Platform,
): AgentContainerFacts {
  if (agentContainer !== undefined) return { agent_container: agentContainer, agent_stack: stackOf('agent', slug) }
  const agent_stack = standing === undefined ? undefined : agentStackOf(standing)
  return agent_stack === undefined ? {} : { agent_stack }
}

/** The stack of the agent container beside a sandbox. Its webhook secret is no value: the container reads it from a file. */
export function agentStackRequest(
  { slug, workspaceSlug }: { readonly slug: string; readonly workspaceSlug: string },
  { image, kanbanApiUrl, llmProvider }: AgentContainer,
  { domain, dataDir }: Pick<Platform, 'domain' | 'dataDir'>,
): StackRequest {
  const directory = directoryOf('sandbox', slug)
  return {
    stack: stackOf('agent', slug),
    template: 'agent-compose',
    directory,
    file: 'agent-compose.yml',
    values: {
      ...{ slug, workspace_slug: workspaceSlug, image, host: hostOf('sandbox', slug, domain), branch: branchOf(slug) },
      ...{ kanban_api_url: kanbanApiUrl, llm_provider: llmProvider },
      checkout_dir: join(dataDir, checkoutOf('sandbox', slug)),
      work_dir: join(dataDir, agentFolderOf(slug)),
      secrets_dir: join(dataDir, directory, SECRETS_FOLDER),
    },
  }
}
