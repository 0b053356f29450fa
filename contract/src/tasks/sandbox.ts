import { z } from 'zod'
import { BranchName, fullSlug, Id, MAX_LABEL, Slug } from '../names.ts'
import { defineContract, idNode, slugNode, type LockClaim, type ResourceRef } from '../task.ts'
import { baseMetadata, PowerMetadata, RemovalMetadata } from './shared.ts'

const identity = { sandbox_id: Id, workspace_id: Id, workspace_slug: Slug, sandbox_slug: Slug }

interface SandboxIdentity {
  sandbox_id: string
  workspace_id: string
  workspace_slug: string
  sandbox_slug: string
}

/** Whether the two slugs together are no longer than a DNS label. */
export const fitsIntoLabel = (payload: Pick<SandboxIdentity, 'workspace_slug' | 'sandbox_slug'>): boolean =>
  fullSlug(payload.workspace_slug, payload.sandbox_slug).length <= MAX_LABEL
export const tooLong = {
  path: ['sandbox_slug'],
  message: `forms a full slug of more than ${MAX_LABEL} characters with workspace_slug`,
}

const resource = (payload: SandboxIdentity): ResourceRef<'sandbox'> => ({
  type: 'sandbox',
  id: payload.sandbox_id,
  slug: fullSlug(payload.workspace_slug, payload.sandbox_slug),
})
const parents = (payload: SandboxIdentity): LockClaim[] => [
  { node: slugNode('workspace', payload.workspace_slug), mode: 'shared' },
  { node: idNode('workspace', payload.workspace_id), mode: 'shared' },
]

/** Names a sandbox, and nothing else. */
const Named = z.strictObject(identity).refine(fitsIntoLabel, tooLong)

export const SandboxMetadata = z.object({
  ...baseMetadata,
  git_branch: z.string(),
  full_slug: z.string(),
  /** Compose project of the long-lived agent container beside it, where the operator wants one. */
  agent_stack: z.string().optional(),
  /** Only in the message on `sandbox:status`; redacted everywhere else. */
  agent_webhook_secret: z.string(),
})

export const SandboxProvision = defineContract({
  type: 'sandbox.provision',
  lane: 'high',
  operation: 'provision',
  endsAs: 'active',
  payload: z.strictObject({ ...identity, source_branch: BranchName.default('main') }).refine(fitsIntoLabel, tooLong),
  result: SandboxMetadata,
  resource,
  parents,
})

export const SandboxDelete = defineContract({
  type: 'sandbox.delete',
  lane: 'normal',
  operation: 'delete',
  endsAs: 'deleted',
  payload: Named,
  result: RemovalMetadata,
  resource,
  parents,
})

export const SandboxRestart = defineContract({
  type: 'sandbox.restart',
  lane: 'high',
  operation: 'restart',
  endsAs: 'active',
  payload: Named,
  result: PowerMetadata,
  resource,
  parents,
})

export const SandboxSuspend = defineContract({
  type: 'sandbox.suspend',
  lane: 'normal',
  operation: 'suspend',
  endsAs: 'suspended',
  payload: Named,
  result: PowerMetadata,
  resource,
  parents,
})

export const SandboxAgentRestart = defineContract({
  type: 'sandbox.agent.restart',
  lane: 'high',
  operation: 'restart',
  endsAs: 'active',
  payload: z
    .strictObject({ ...identity, regenerate_secret: z.boolean().default(false) })
    .refine(fitsIntoLabel, tooLong),
  result: SandboxMetadata.partial({ agent_webhook_secret: true }).extend({
    /** Agents that were found running and stopped. */
    agents_stopped: z.number().int(),
    /** Tasks in which the agents that were stopped go on, in their sessions. */
    agent_task_ids: z.array(z.string()),
  }),
  resource,
  parents,
})
