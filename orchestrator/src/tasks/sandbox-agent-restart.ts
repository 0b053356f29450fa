import { z } from 'zod'
import { branchOf, hostOf, ResourceRecord, SandboxAgentRestart } from '#contract'
import { defineTask } from '../saga/define-task.ts'
import { agentContainerRestartStep } from '../steps/agent-container.ts'
import { againStep } from '../steps/agent/again.ts'
import { withStatus } from '../steps/family.ts'
import { requireOwn } from '../steps/standing.ts'
import type { TaskEnv } from '../steps/task-env.ts'
import { openWebhookSecret, webhookSecretStep } from '../steps/webhook-secret.ts'

const Facts = z.object({ sandbox: ResourceRecord })

const renewedSecret = (sandbox: ResourceRecord, sealed: string): ResourceRecord => ({
  ...sandbox,
  sealed: { ...sandbox.sealed, agent_webhook_secret: sealed },
})

/**
 * Starts the sandbox's agent again, in the same session. By the time that this runs the agent has been stopped: it gives way
 * to whoever restarts it (queue/give-way.ts). Renews the secret of the agent's webhook when asked to.
 */
export const restartAgent = defineTask<TaskEnv>()(SandboxAgentRestart, Facts, async ({ input, env }) => ({
  sandbox: await requireOwn(env, SandboxAgentRestart.resource(input)),
}))
  .step('webhook_secret', { ...webhookSecretStep(), when: ({ input }) => input.regenerate_secret })
  .step('agent_container', agentContainerRestartStep())
  .step('agents', againStep())
  .completes(({ input, facts, env, owner, outputs }) => {
    const { slug } = facts.sandbox
    const renewed = input.regenerate_secret
    const told =
      outputs.agents.length === 0 ? 'No agent was running' : 'The agent was stopped, and goes on in its session'
    return {
      metadata: {
        subdomain: hostOf('sandbox', slug, env.platform.domain),
        git_branch: branchOf(slug),
        full_slug: slug,
        agents_stopped: outputs.agents.length,
        agent_task_ids: outputs.agents,
        ...(renewed ? { agent_webhook_secret: openWebhookSecret(env, owner, outputs.webhook_secret) } : {}),
      },
      changes: renewed ? withStatus([renewedSecret(facts.sandbox, outputs.webhook_secret)], facts.sandbox.status) : [],
      message: renewed ? `${told}; the webhook secret is a new one` : told,
    }
  })
