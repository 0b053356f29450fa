import { directoryOf, stackOf, type ResourceRecord, type ResourceRef } from '#contract'
import type { StepContext, StepSpec } from '../saga/define-task.ts'
import { agentStackOf, agentStackRequest, type AgentContainerFacts } from './agent-container-stack.ts'
import { effectOn } from './effects.ts'
import type { TaskEnv } from './task-env.ts'
import { openWebhookSecret } from './webhook-secret.ts'

/** Name of the secret in the record of a sandbox, and of the file that its agent container reads it from. */
const SECRET = 'agent_webhook_secret'

type Spec<Input, Facts, Outputs> = StepSpec<Input, Facts, TaskEnv, Outputs, unknown>
type Context = Pick<StepContext<unknown, unknown, TaskEnv, unknown>, 'env' | 'owner' | 'signal'>

/** Writes the secret where the container reads it when it starts. */
function giveSecret({ env, owner, signal }: Context, slug: string, sealed: string): Promise<void> {
  const secret = openWebhookSecret(env, owner, sealed)
  return env.drivers.directories.writeSecret(directoryOf('sandbox', slug), SECRET, secret, { owner }, signal)
}

/** Starts the container; one that runs already is stopped first, and so reads its secret again. */
async function startAnew({ env, owner, signal }: Context, slug: string): Promise<void> {
  const stack = stackOf('agent', slug)
  await env.drivers.stacks.suspend(stack, { owner }, signal)
  await env.drivers.stacks.start(stack, { owner }, signal)
}

/** The agent container beside a sandbox that is provisioned, not started. */
export const agentContainerStep = <
  Input extends { readonly workspace_slug: string },
  Facts extends AgentContainerFacts,
>(
  about: (context: { readonly input: Input }) => ResourceRef,
): Spec<Input, Facts, unknown> => ({
  title: 'Creating the agent container',
  timeoutMs: 300_000,
  when: ({ facts }) => facts.agent_container !== undefined,
  effects: (context) => [effectOn('create', 'stack', about(context), stackOf('agent', about(context).slug))],
  async run(context) {
    const { input, facts, env, tag, signal } = context
    if (facts.agent_container === undefined) return
    const place = { slug: about(context).slug, workspaceSlug: input.workspace_slug }
    await env.drivers.stacks.create(agentStackRequest(place, facts.agent_container, env.platform), tag, signal)
  },
})

/** The agent container with its secret, started and healthy. Undone, one that was there before has its old secret again. */
export const agentContainerStartStep = <
  Input,
  Facts extends AgentContainerFacts,
  Outputs extends { readonly webhook_secret: string },
>(
  about: (context: { readonly input: Input }) => ResourceRef,
): Spec<Input, Facts, Outputs> => ({
  title: 'Starting the agent container',
  timeoutMs: 300_000,
  when: ({ facts }) => facts.agent_stack !== undefined,
  effects: (context) => [effectOn('start', 'stack', about(context), stackOf('agent', about(context).slug))],
  async run(context) {
    const { slug } = about(context)
    await giveSecret(context, slug, context.outputs.webhook_secret)
    await startAnew(context, slug)
  },
  async undo(context) {
    const { id, slug } = about(context)
    const before = await context.env.inventory.get('sandbox', id)
    const sealed = before?.sealed?.[SECRET]
    if (before === undefined || sealed === undefined || agentStackOf(before) === undefined) return
    await giveSecret(context, slug, sealed)
    await startAnew(context, slug)
  },
})

/** The agent container of a sandbox that stands, started anew with the secret that holds from now on; a suspended one stays so. */
export const agentContainerRestartStep = <
  Input extends { readonly regenerate_secret: boolean },
  Facts extends { readonly sandbox: ResourceRecord },
  Outputs extends { readonly webhook_secret: string },
>(): Spec<Input, Facts, Outputs> => {
  const restart = async (context: Context, { slug, status }: ResourceRecord, sealed?: string): Promise<void> => {
    if (sealed !== undefined) await giveSecret(context, slug, sealed)
    if (status === 'active') await startAnew(context, slug)
  }
  return {
    title: 'Restarting the agent container',
    timeoutMs: 300_000,
    when: ({ facts }) => agentStackOf(facts.sandbox) !== undefined,
    effects: ({ facts: { sandbox } }) => [effectOn('start', 'stack', sandbox, stackOf('agent', sandbox.slug))],
    run: (context) => {
      const { input, facts, outputs } = context
      return restart(context, facts.sandbox, input.regenerate_secret ? outputs.webhook_secret : undefined)
    },
    undo: (context) => restart(context, context.facts.sandbox, context.facts.sandbox.sealed?.[SECRET]),
  }
}
