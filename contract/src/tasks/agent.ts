import { z } from 'zod'
import {
  AgentName,
  AgentResult,
  AgentType,
  Card,
  CardEnhancement,
  ToolProfile,
  ToolRule,
  URGENT_LABEL,
} from '../agents.ts'
import { fullSlug, Slug } from '../names.ts'
import { defineContract, slugNode, type Lane, type LockClaim, type ResourceRef } from '../task.ts'
import { fitsIntoLabel, tooLong } from './sandbox.ts'

/** A command that checks the work: a program and its arguments, started without a shell. */
const Gate = z.array(z.string().min(1).max(1_000)).min(1).max(50)

const common = {
  workspace_slug: Slug,
  sandbox_slug: Slug,
  card: Card,
  agent: AgentName.optional(),
  /** Seconds that the agent may work. */
  timeout_s: z.number().int().min(1).max(86_400).optional(),
  max_budget_usd: z.number().positive().max(10_000).optional(),
  model: z
    .string()
    .max(100)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@[\]-]*$/, 'is not a model')
    .optional(),
  /** Where the result is posted, signed; http or https. */
  callback_url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine((url) => !/^[^/]*\/\/[^/?#]*@/.test(url), 'may hold no user and password')
    .optional(),
}

interface Place {
  workspace_slug: string
  sandbox_slug: string
  card: Card
}

const laneOf = ({ card }: Place): Lane => (card.labels.includes(URGENT_LABEL) ? 'agents.high' : 'agents.normal')

const slugOf = ({ workspace_slug, sandbox_slug }: Place): string => fullSlug(workspace_slug, sandbox_slug)

const resource = (payload: Place): ResourceRef<'agent'> => ({
  type: 'agent',
  id: slugOf(payload),
  slug: slugOf(payload),
})

/** An agent has the sandbox to itself: neither another agent nor a change of the sandbox comes between. */
const parents = (payload: Place): LockClaim[] => [
  { node: slugNode('sandbox', slugOf(payload)), mode: 'exclusive' },
  { node: slugNode('workspace', payload.workspace_slug), mode: 'shared' },
]

export const AgentRun = defineContract({
  type: 'agent.run',
  lane: 'agents.normal',
  laneOf,
  operation: 'run',
  endsAs: 'completed',
  payload: z
    .strictObject({
      ...common,
      agent_type: AgentType,
      tool_profile: ToolProfile.optional(),
      /** Narrow the profile further. */
      allowed_tools: z.array(ToolRule).max(50).optional(),
      /** Session of an earlier task, to go on with. */
      session_id: z
        .string()
        .max(100)
        .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'is not a session')
        .optional(),
      gates: z.array(Gate).max(20).default([]),
      /** Whether the sandbox's stack is built anew from the work. */
      rebuild: z.boolean().default(false),
    })
    .refine(fitsIntoLabel, tooLong),
  result: AgentResult,
  resource,
  parents,
})

/** How an enhancement ended. */
export const EnhancementResult = z.object({
  ...AgentResult.shape,
  /** What the agent made of the card; absent where it failed. */
  enhancement: CardEnhancement.optional(),
})
export type EnhancementResult = z.infer<typeof EnhancementResult>

export const AgentEnhance = defineContract({
  type: 'agent.enhance',
  lane: 'agents.normal',
  laneOf,
  operation: 'run',
  endsAs: 'completed',
  payload: z.strictObject(common).refine(fitsIntoLabel, tooLong),
  result: EnhancementResult,
  resource,
  parents,
})
