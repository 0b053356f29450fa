import { z } from 'zod'
import { ownerKey, type ResourceRecord, stackOf, type Effect, type EffectAction } from '#contract'
import type { StepContext } from '../saga/define-task.ts'
import { agentStackOf } from './agent-container-stack.ts'
import { effectOn } from './effects.ts'
import { Started } from './stack.ts'
import type { TaskEnv } from './task-env.ts'

/** Stacks that were started, by their owner. */
export const StartedStacks = z.record(z.string(), Started)

type Context = Pick<StepContext<unknown, unknown, TaskEnv, unknown>, 'env' | 'signal'>

/** A resource's own stack, and that of the agent container beside it. */
function stacksOf(record: ResourceRecord): [own: string, ...beside: string[]] {
  const [own, agent] = [stackOf(record.type, record.slug), agentStackOf(record)]
  return agent === undefined ? [own] : [own, agent]
}

export const powerEffects = (action: EffectAction, records: readonly ResourceRecord[]): Effect[] =>
  records.flatMap((record) => stacksOf(record).map((stack) => effectOn(action, 'stack', record, stack)))

/** Stops the stacks of some resources, all at the same time. */
export async function stopAll(records: readonly ResourceRecord[], { env, signal }: Context): Promise<void> {
  await Promise.all(
    records.flatMap((record) =>
      stacksOf(record).map((stack) =>
        env.drivers.stacks.suspend(stack, { owner: ownerKey(record.type, record.id) }, signal),
      ),
    ),
  )
}

/** Starts the stacks of some resources, all at the same time, and waits until they are healthy. */
export async function startAll(
  records: readonly ResourceRecord[],
  { env, signal }: Context,
): Promise<z.infer<typeof StartedStacks>> {
  const started = await Promise.all(
    records.map(async (record): Promise<[string, Started]> => {
      const owner = ownerKey(record.type, record.id)
      const start = (stack: string) => env.drivers.stacks.start(stack, { owner }, signal)
      const [own, ...beside] = stacksOf(record)
      const [{ container_ids, url }] = await Promise.all([start(own), ...beside.map(start)])
      return [owner, { container_ids: [...container_ids], url }]
    }),
  )
  return Object.fromEntries(started)
}
