import { z } from 'zod'
import {
  Failure,
  ownerKey,
  SandboxProvision,
  TeamProvision,
  WorkspaceProvision,
  type Effect,
  type ResourceRef,
  type ResourceType,
  type TaskContract,
} from '#contract'
import type { Registry } from '../../../orchestrator/src/orchestrator.ts'
import { defineTask, type StepContext, type TaskDefinition } from '../../../orchestrator/src/saga/define-task.ts'
import type { TaskEnv } from '../../../orchestrator/src/steps/task-env.ts'
import { REGISTRY } from '../../../orchestrator/src/tasks/registry.ts'
import type { Gate } from './gate.ts'

// The real contracts on a real engine; what is made are directories, so that nothing but Redis is needed. How a task ends
// is in the slug of what it is about: `fails-…` fails at its third step, `leaves-…` besides can't be undone, and
// `waits-…` stays in its third step until it is let go.

const folderOf = ({ type, slug }: ResourceRef, part: string): string => `${type}s/${slug}-${part}`

type Context<Input> = Pick<StepContext<Input, unknown, TaskEnv, unknown>, 'input' | 'env' | 'tag' | 'signal'>

interface Made<Input, Result> {
  readonly metadata: (input: Input) => Result & Record<string, unknown>
  readonly parent?: (input: Input) => string
}

const provision = <Input extends z.ZodType, Result extends z.ZodType<Record<string, unknown>>>(
  contract: TaskContract<Input, Result, ResourceType>,
  { metadata, parent }: Made<z.output<Input>, z.input<Result>>,
  gate: Gate,
): TaskDefinition<TaskEnv> => {
  const about = (input: z.output<Input>) => contract.resource(input)
  const make = (part: string, title: string, then?: (slug: string, signal: AbortSignal) => Promise<void>) => ({
    title,
    effects: ({ input }: { readonly input: z.output<Input> }): Effect[] => {
      const of = about(input)
      return [{ action: 'create', kind: 'directory', name: folderOf(of, part), owner: ownerKey(of.type, of.id) }]
    },
    run: async ({ input, env, tag, signal }: Context<z.output<Input>>) => {
      await env.drivers.directories.ensureDirectory(folderOf(about(input), part), tag, signal)
      await then?.(about(input).slug, signal)
    },
  })
  const stack = make('stack', 'Starting the stack', async (slug, signal) => {
    if (/^(?:waits|gone)-/.test(slug)) await gate.pass(slug, signal)
    if (/^(?:fails|leaves)-/.test(slug))
      throw new Failure('STACK_FAILED', 'The stack ended with exit code 3.', { class: 'permanent' })
  })
  return defineTask<TaskEnv>()(contract, z.object({}), () => Promise.resolve({}))
    .together({
      database: {
        ...make('database', 'Making the database'),
        undo: async ({ input, env, tag, signal }: Context<z.output<Input>>) => {
          const of = about(input)
          if (of.slug.startsWith('leaves-'))
            throw new Failure('COMMAND_FAILED', 'The disk is read-only.', { class: 'permanent' })
          await env.remove({ kind: 'directory', name: folderOf(of, 'database') }, { owner: tag.owner }, signal)
        },
      },
      certificate: make('certificate', 'Making the certificate'),
    })
    .step('stack', stack)
    .step('ready', { title: 'Waiting until it is well', run: () => Promise.resolve() })
    .completes(({ input }) => ({
      metadata: metadata(input),
      changes: [
        {
          change: 'put',
          record: {
            ...{ ...about(input), status: 'active', metadata: metadata(input) },
            ...(parent === undefined ? {} : { parent_id: parent(input) }),
          },
        },
      ],
    }))
}

/** Provisions of the tests' own beside the real deletions. */
export const registryWith = (gate: Gate): Registry => ({
  ...REGISTRY,
  'team.provision': provision(
    TeamProvision,
    { metadata: ({ team_slug }) => ({ subdomain: `${team_slug}.localhost` }) },
    gate,
  ),
  'workspace.provision': provision(
    WorkspaceProvision,
    {
      metadata: ({ workspace_slug: slug, team_id = 'made' }) => ({
        ...{ subdomain: `${slug}.app.localhost`, team_id, azure_app_id: `app-${slug}`, azure_tenant_id: 'tenant' },
        ...{ github_repo_url: `https://forge.localhost/slipway/${slug}`, github_repo_name: `slipway/${slug}` },
      }),
      parent: ({ team_id = 'made' }) => team_id,
    },
    gate,
  ),
  'sandbox.provision': provision(
    SandboxProvision,
    {
      metadata: (input) => {
        const { slug } = SandboxProvision.resource(input)
        const branch = { git_branch: `sandbox/${slug}`, full_slug: slug }
        return { ...branch, subdomain: `${slug}.sandbox.localhost`, agent_webhook_secret: 'for the board alone' }
      },
      parent: ({ workspace_id }) => workspace_id,
    },
    gate,
  ),
})
