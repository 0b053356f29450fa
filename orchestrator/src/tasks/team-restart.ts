import { z } from 'zod'
import { hostOf, ownerKey, ResourceRecord, TeamRestart } from '#contract'
import { defineTask } from '../saga/define-task.ts'
import { affected, familyOf, withStatus } from '../steps/family.ts'
import { powerEffects, startAll, StartedStacks, stopAll } from '../steps/power.ts'
import { stackRequest, type Started } from '../steps/stack.ts'
import { requireOwn } from '../steps/standing.ts'
import type { TaskEnv } from '../steps/task-env.ts'

const Facts = z.object({
  team: ResourceRecord,
  /** What is started: the team, and all that was suspended with it. */
  starting: z.array(ResourceRecord),
})

/** Stops and starts a team; wakes a suspended one, with everything in it. */
export const restartTeam = defineTask<TaskEnv>()(TeamRestart, Facts, async ({ input, env }) => {
  const team = await requireOwn(env, TeamRestart.resource(input))
  const family = await familyOf(env, team)
  return {
    team,
    starting: family.filter(({ id, type, status }) => (type === 'team' && id === team.id) || status === 'suspended'),
  }
})
  .step('stop', {
    title: 'Stopping the containers',
    when: ({ facts }) => facts.team.status === 'active',
    effects: ({ facts }) => powerEffects('stop', [facts.team]),
    run: (context) => stopAll([context.facts.team], context),
    undo: async (context) => {
      await startAll([context.facts.team], context)
    },
  })
  .step('rebuild', {
    title: 'Creating the containers anew',
    timeoutMs: 300_000,
    when: ({ input }) => input.rebuild,
    effects: ({ facts }) => powerEffects('stop', [facts.team]),
    run: ({ facts, env, tag, signal }) =>
      env.drivers.stacks.create(stackRequest(facts.team, env.platform), tag, signal),
    // What was created anew stands in the place of what was there; the step before starts it if it ran.
    undo: () => Promise.resolve(),
  })
  .step('start', {
    title: 'Starting the containers',
    timeoutMs: 300_000,
    output: StartedStacks,
    effects: ({ facts }) => powerEffects('start', facts.starting),
    run: (context) => startAll(context.facts.starting, context),
    undo: (context) =>
      stopAll(
        context.facts.starting.filter(({ status }) => status === 'suspended'),
        context,
      ),
  })
  .completes(({ input, facts, env, outputs }) => {
    const startedOf = ({ type, id }: Pick<ResourceRecord, 'type' | 'id'>): Partial<Started> =>
      outputs.start[ownerKey(type, id)] ?? {}
    return {
      metadata: {
        subdomain: hostOf('team', input.team_slug, env.platform.domain),
        ...startedOf(facts.team),
        ...affected(facts.starting, input.team_id, 'active'),
      },
      changes: withStatus(facts.starting, 'active', startedOf),
    }
  })
