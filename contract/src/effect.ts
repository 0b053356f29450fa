import { z } from 'zod'

/** What a step can make in the world. */
export const EffectKind = z.enum([
  'directory',
  'database',
  'checkout',
  'repository',
  'branch',
  'application',
  'redirect-uri',
  'certificate',
  'stack',
  'agent-run',
])
export type EffectKind = z.infer<typeof EffectKind>

/**
 * What a step does to one thing in the world, declared before the call.
 * `create` is undone by removing the thing; `remove` takes it out of the ledger; `keep` lets it stand without its owner;
 * `start` and `stop` change a thing that the ledger holds already.
 */
export const EffectAction = z.enum(['create', 'remove', 'keep', 'start', 'stop'])
export type EffectAction = z.infer<typeof EffectAction>

/** `owner` is the key of the resource it belongs to (`team:<id>`), `name` the one its driver finds it by. */
export const Effect = z
  .object({ action: EffectAction, kind: EffectKind, name: z.string(), owner: z.string() })
  .readonly()
export type Effect = z.infer<typeof Effect>

/** What a task would do, in order: steps of one stage run at the same time. */
export const Plan = z.object({
  task_type: z.string(),
  resource_type: z.string(),
  resource_id: z.string(),
  steps: z.array(z.object({ name: z.string(), stage: z.number().int(), title: z.string(), effects: z.array(Effect) })),
})
export type Plan = z.infer<typeof Plan>
