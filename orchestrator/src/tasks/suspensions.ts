import { z } from 'zod'
import {
  hostOf,
  ResourceRecord,
  SandboxSuspend,
  TeamSuspend,
  WorkspaceSuspend,
  type PowerMetadata,
  type ResourceType,
  type TaskContract,
} from '#contract'
import { defineTask, type TaskDefinition } from '../saga/define-task.ts'
import { affected, familyOf, withStatus } from '../steps/family.ts'
import { powerEffects, startAll, stopAll } from '../steps/power.ts'
import { requireOwn } from '../steps/standing.ts'
import type { TaskEnv } from '../steps/task-env.ts'

const Facts = z.object({
  /** Of the resource and all that is in it, what is to be stopped. */
  running: z.array(ResourceRecord),
})

/** Stops every container of a resource, those of what is in it too, and keeps all data. */
const suspension = <Payload extends z.ZodType>(
  contract: TaskContract<Payload, typeof PowerMetadata, ResourceType>,
): TaskDefinition<TaskEnv> =>
  defineTask<TaskEnv>()(contract, Facts, async ({ input, env }) => {
    const family = await familyOf(env, await requireOwn(env, contract.resource(input)))
    return { running: family.filter(({ status }) => status === 'active') }
  })
    .step('stop', {
      title: 'Stopping the containers',
      effects: ({ facts }) => powerEffects('stop', facts.running),
      run: (context) => stopAll(context.facts.running, context),
      undo: async (context) => {
        await startAll(context.facts.running, context)
      },
    })
    .completes(({ input, facts, env }) => {
      const { type, id, slug } = contract.resource(input)
      return {
        metadata: { subdomain: hostOf(type, slug, env.platform.domain), ...affected(facts.running, id, 'suspended') },
        changes: withStatus(facts.running, 'suspended', () => ({ container_ids: undefined, url: undefined })),
      }
    })

export const suspendTeam = suspension(TeamSuspend)
export const suspendWorkspace = suspension(WorkspaceSuspend)
export const suspendSandbox = suspension(SandboxSuspend)
