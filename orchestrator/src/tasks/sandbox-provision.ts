import { z } from 'zod'
import {
  applicationOf,
  branchOf,
  callbackUri,
  checkoutOf,
  databaseOf,
  fullSlug,
  hostOf,
  SandboxProvision,
  WorkspaceMetadata,
  type ResourceRef,
} from '#contract'
import { defineTask, type PlanContext } from '../saga/define-task.ts'
import { AgentContainerFacts, agentContainerFacts } from '../steps/agent-container-stack.ts'
import { agentContainerStartStep, agentContainerStep } from '../steps/agent-container.ts'
import { effectOn } from '../steps/effects.ts'
import { certificateStep, directoryStep } from '../steps/home.ts'
import { stackStep, startStep } from '../steps/stack.ts'
import { findOwn, requireAwake, requireOwn, requireParent } from '../steps/standing.ts'
import type { TaskEnv } from '../steps/task-env.ts'
import { openWebhookSecret, webhookSecretStep } from '../steps/webhook-secret.ts'

type Input = z.output<typeof SandboxProvision.payload>

const Facts = z.object({
  repository: z.string(),
  client_id: z.string(),
  tenant_id: z.string(),
  ...AgentContainerFacts.shape,
})
type Facts = z.infer<typeof Facts>
type Context = PlanContext<Input, Facts, TaskEnv>

const sandbox = ({ input }: { input: Input }): ResourceRef => SandboxProvision.resource(input)
const slug = ({ input }: { input: Input }): string => fullSlug(input.workspace_slug, input.sandbox_slug)
const branch = (context: { input: Input }): string => branchOf(slug(context))
const host = (context: Context): string => hostOf('sandbox', slug(context), context.env.platform.domain)

/** A sandbox is a branch, a copy of the workspace's database, a redirect URI, a certificate, and a stack that uses them. */
export const provisionSandbox = defineTask<TaskEnv>()(SandboxProvision, Facts, async ({ input, env }) => {
  const standing = await findOwn(env, sandbox({ input }))
  const workspace = await requireOwn(env, { type: 'workspace', id: input.workspace_id, slug: input.workspace_slug })
  const { team_id, github_repo_name, azure_app_id, azure_tenant_id } = WorkspaceMetadata.parse(workspace.metadata)
  requireAwake(await requireParent(env, 'team', team_id))
  requireAwake(workspace)
  return {
    ...{ repository: github_repo_name, client_id: azure_app_id, tenant_id: azure_tenant_id },
    ...agentContainerFacts(sandbox({ input }), standing, env.platform),
  }
})
  .together({
    directory: directoryStep<Input, Facts>(sandbox),
    certificate: certificateStep<Input, Facts>(sandbox),
    branch: {
      title: 'Making the branch',
      effects: (context) => [
        effectOn('create', 'branch', sandbox(context), `${context.facts.repository}@${branch(context)}`),
      ],
      run: async (context) => {
        const request = {
          repository: context.facts.repository,
          branch: branch(context),
          source: context.input.source_branch,
        }
        await context.env.drivers.forge.ensureBranch(request, context.tag, context.signal)
      },
    },
    redirect_uri: {
      title: 'Adding the redirect URI',
      effects: (context) => [
        effectOn(
          'create',
          'redirect-uri',
          sandbox(context),
          `${applicationOf(context.input.workspace_slug)} ${callbackUri(host(context))}`,
        ),
      ],
      run: async (context) => {
        const application = applicationOf(context.input.workspace_slug)
        await context.env.drivers.identity.addRedirectUri(
          application,
          callbackUri(host(context)),
          context.tag,
          context.signal,
        )
      },
    },
    webhook_secret: webhookSecretStep<Input, Facts>(),
  })
  .together({
    checkout: {
      title: 'Checking out the branch',
      effects: (context) => [effectOn('create', 'checkout', sandbox(context), checkoutOf('sandbox', slug(context)))],
      run: async (context) => {
        const request = {
          repository: context.facts.repository,
          branch: branch(context),
          directory: checkoutOf('sandbox', slug(context)),
        }
        await context.env.drivers.forge.ensureCheckout(request, context.tag, context.signal)
      },
    },
    database: {
      title: "Cloning the workspace's database",
      timeoutMs: 600_000,
      effects: (context) => [effectOn('create', 'database', sandbox(context), databaseOf('sandbox', slug(context)))],
      run: async (context) => {
        const source = databaseOf('workspace', context.input.workspace_slug)
        await context.env.drivers.databases.ensureClone(
          source,
          databaseOf('sandbox', slug(context)),
          context.tag,
          context.signal,
        )
      },
    },
    stack: stackStep(sandbox, (context: Context) => ({
      branch: branch(context),
      client_id: context.facts.client_id,
      tenant_id: context.facts.tenant_id,
      callback_url: callbackUri(host(context)),
    })),
    agent_container: agentContainerStep<Input, Facts>(sandbox),
  })
  .together({ start: startStep(sandbox), agent_start: agentContainerStartStep(sandbox) })
  .completes((context) => {
    const { input, facts, env, outputs, owner } = context
    const { agent_stack } = facts
    const metadata = {
      subdomain: host(context),
      ...outputs.start,
      git_branch: branch(context),
      full_slug: slug(context),
      ...(agent_stack === undefined ? {} : { agent_stack }),
      agent_webhook_secret: openWebhookSecret(env, owner, outputs.webhook_secret),
    }
    const { agent_webhook_secret: _published, ...recorded } = metadata
    const record = {
      ...sandbox({ input }),
      status: 'active' as const,
      parent_id: input.workspace_id,
      metadata: recorded,
      sealed: { agent_webhook_secret: outputs.webhook_secret },
    }
    return { metadata, changes: [{ change: 'put', record }] }
  })
