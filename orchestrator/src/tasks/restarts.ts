import { z } from 'zod'
import {
  hostOf,
  ownerKey,
  ResourceRecord,
  SandboxRestart,
  TeamRestart,
  WorkspaceRestart,
  type PowerMetadata,
  type ResourceType,
  type TaskContract,
} from '#contract'
import { defineTask, type TaskDefinition } from '../saga/define-task.ts'
import { affected, familyOf, withStatus } from '../steps/family.ts'
import { powerEffects, startAll, StartedStacks, stopAll } from '../steps/power.ts'
import { stackRequest, type Started } from '../steps/stack.ts'
import { requireAwake, requireKept, requireOwn, requireParent } from '../steps/standing.ts'
import type { TaskEnv } from '../steps/task-env.ts'

const Facts = z.object({
  /** What is started: the resource, last, and where it was suspended all that was suspended in it. */
  starting: z.array(ResourceRecord),
})
type Facts = z.infer<typeof Facts>

const ofStatus = ({ starting }: Facts, status: ResourceRecord['status']): ResourceRecord[] =>
  starting.filter((record) => record.status === status)

/** @throws Failure PARENT_SUSPENDED when what the resource is in sleeps */
async function requireParentAwake(env: TaskEnv, { type, parent_id }: ResourceRecord): Promise<void> {
  if (type === 'team' || parent_id === undefined) return
  requireAwake(await requireParent(env, type === 'sandbox' ? 'workspace' : 'team', parent_id))
}

/**
 * Stops and starts a resource that runs, and leaves alone what is in it; wakes a suspended one, with everything in it.
 * @param rebuilds whether the containers are created anew in between
 */
const restart = <Payload extends z.ZodType>(
  contract: TaskContract<Payload, typeof PowerMetadata, ResourceType>,
  rebuilds: (input: z.output<Payload>) => boolean = () => false,
): TaskDefinition<TaskEnv> =>
  defineTask<TaskEnv>()(contract, Facts, async ({ input, env }) => {
    const own = await requireOwn(env, contract.resource(input))
    requireKept(own)
    await requireParentAwake(env, own)
    if (own.status !== 'suspended') return { starting: [own] }
    return { starting: (await familyOf(env, own)).filter(({ status }) => status === 'suspended') }
  })
    .step('stop', {
      title: 'Stopping the containers',
      when: ({ facts }) => ofStatus(facts, 'active').length > 0,
      effects: ({ facts }) => powerEffects('stop', ofStatus(facts, 'active')),
      run: (context) => stopAll(ofStatus(context.facts, 'active'), context),
      undo: async (context) => {
        await startAll(ofStatus(context.facts, 'active'), context)
      },
    })
    .step('rebuild', {
      title: 'Creating the containers anew',
      timeoutMs: 300_000,
      when: ({ input }) => rebuilds(input),
      effects: ({ facts }) => powerEffects('stop', facts.starting.slice(-1)),
      run: ({ input, env, tag, signal }) =>
        env.drivers.stacks.create(stackRequest(contract.resource(input), env.platform), tag, signal),
      // What was created anew stands in the place of what was there; the step before starts it if it ran.
      undo: () => Promise.resolve(),
    })
    .step('start', {
      title: 'Starting the containers',
      timeoutMs: 300_000,
      output: StartedStacks,
      effects: ({ facts }) => powerEffects('start', facts.starting),
      run: (context) => startAll(context.facts.starting, context),
      undo: (context) => stopAll(ofStatus(context.facts, 'suspended'), context),
    })
    .completes(({ input, facts, env, outputs }) => {
      const { type, id, slug } = contract.resource(input)
      const startedOf = (of: Pick<ResourceRecord, 'type' | 'id'>): Partial<Started> =>
        outputs.start[ownerKey(of.type, of.id)] ?? {}
      return {
        metadata: {
          subdomain: hostOf(type, slug, env.platform.domain),
          ...startedOf({ type, id }),
          ...affected(facts.starting, id, 'active'),
        },
        changes: withStatus(facts.starting, 'active', startedOf),
      }
    })

export const restartTeam = restart(TeamRestart, ({ rebuild }) => rebuild)
export const restartWorkspace = restart(WorkspaceRestart)
export const restartSandbox = restart(SandboxRestart)
