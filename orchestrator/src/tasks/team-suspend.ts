import { z } from 'zod'
import { hostOf, ResourceRecord, TeamSuspend } from '#contract'
import { defineTask } from '../saga/define-task.ts'
import { affected, familyOf, withStatus } from '../steps/family.ts'
import { powerEffects, startAll, stopAll } from '../steps/power.ts'
import { requireOwn } from '../steps/standing.ts'
import type { TaskEnv } from '../steps/task-env.ts'

const Facts = z.object({
  /** Of the team and all that is in it, what is to be stopped. */
  running: z.array(ResourceRecord),
})

/** Stops every container of a team, those of its workspaces and sandboxes too, and keeps all data. */
export const suspendTeam = defineTask<TaskEnv>()(TeamSuspend, Facts, async ({ input, env }) => {
  const family = await familyOf(env, await requireOwn(env, TeamSuspend.resource(input)))
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
  .completes(({ input, facts, env }) => ({
    metadata: {
      subdomain: hostOf('team', input.team_slug, env.platform.domain),
      ...affected(facts.running, input.team_id, 'suspended'),
    },
    changes: withStatus(facts.running, 'suspended', () => ({ container_ids: undefined, url: undefined })),
  }))
