import type { z } from 'zod'
import {
  SandboxDelete,
  TeamDelete,
  WorkspaceDelete,
  type EffectKind,
  type RemovalMetadata,
  type ResourceType,
  type TaskContract,
} from '#contract'
import { defineTask, type TaskDefinition } from '../saga/define-task.ts'
import { archiveStep, findRemoval, leftDeleting, RemovalFacts, removed, removeStep } from '../steps/removal.ts'
import type { TaskEnv } from '../steps/task-env.ts'

interface Removal<Input> {
  /** Whether everything in the resource goes with it; otherwise one that holds something is refused. */
  readonly cascade: (input: Input) => boolean
  /** Kinds that are left standing. */
  readonly keep?: (input: Input) => readonly EffectKind[]
}

/**
 * Takes away a resource: containers first, then what points at them, then what that belonged to, the data last. From the
 * first step on it is only carried forward: what is gone can't be brought back.
 */
const removal = <Payload extends z.ZodType>(
  contract: TaskContract<Payload, typeof RemovalMetadata, ResourceType>,
  { cascade, keep }: Removal<z.output<Payload>>,
): TaskDefinition<TaskEnv> =>
  defineTask<TaskEnv>()(contract, RemovalFacts, ({ input, env }) =>
    findRemoval(env, contract.resource(input), cascade(input)),
  )
    .pivot(leftDeleting)
    .step('stacks', removeStep('Removing the containers', ['stack']))
    .together({
      certificates: removeStep('Removing the certificates', ['certificate']),
      redirect_uris: removeStep('Removing the redirect URIs', ['redirect-uri']),
      branches: removeStep('Removing the branches', ['branch']),
    })
    .together({
      applications: removeStep('Removing the app registrations', ['application']),
      repositories: removeStep('Removing the repositories', ['repository'], keep),
    })
    .step('archive', archiveStep())
    .completes((context) => removed(context, contract.resource(context.input), context.outputs.archive))

export const deleteTeam = removal(TeamDelete, { cascade: ({ cascade }) => cascade })

export const deleteWorkspace = removal(WorkspaceDelete, {
  cascade: ({ cascade }) => cascade,
  keep: ({ keep_repository }) => (keep_repository ? ['repository'] : []),
})

export const deleteSandbox = removal(SandboxDelete, { cascade: () => false })
