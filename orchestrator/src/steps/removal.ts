import { z } from 'zod'
import {
  directoryOf,
  EffectKind,
  Failure,
  hostOf,
  ownerKey,
  ResourceRecord,
  type Effect,
  type ResourceRef,
} from '#contract'
import type { Completion, PlanContext, StepSpec } from '../saga/define-task.ts'
import type { InventoryChange } from '../saga/ports.ts'
import { affected, familyOf, withStatus } from './family.ts'
import { requireOwn } from './standing.ts'
import type { TaskEnv } from './task-env.ts'

/** What a removal is going to take away: everything that the ledger holds for the resource and all that is in it. */
export const RemovalFacts = z.object({
  records: z.array(ResourceRecord),
  things: z.array(z.object({ owner: z.string(), kind: EffectKind, name: z.string() })),
})
export type RemovalFacts = z.infer<typeof RemovalFacts>

type Context<Input> = PlanContext<Input, RemovalFacts, TaskEnv>
type RemovalStep<Input, Output = unknown> = StepSpec<Input, RemovalFacts, TaskEnv, unknown, Output>

/**
 * Finds what is to be removed.
 * @throws Failure RESOURCE_NOT_FOUND, NAME_TAKEN, ID_TAKEN; HAS_CHILDREN when something is in it and `cascade` is not set
 */
export async function findRemoval(env: TaskEnv, resource: ResourceRef, cascade: boolean): Promise<RemovalFacts> {
  const records = await familyOf(env, await requireOwn(env, resource))
  const children = records.slice(0, -1).map(({ type, slug }) => `${type} ${slug}`)
  if (children.length > 0 && !cascade) {
    throw new Failure('HAS_CHILDREN', `The ${resource.type} "${resource.slug}" contains ${children.join(', ')}`)
  }
  const standing = await Promise.all(records.map(({ type, id }) => env.ledger.of(ownerKey(type, id))))
  return { records, things: standing.flat().map(({ owner, kind, name }) => ({ owner, kind, name })) }
}

/** What is left to say if it fails: nothing new is put into any of them, and the deletion can be repeated. */
export const leftDeleting = ({ facts }: Context<unknown>): InventoryChange[] => withStatus(facts.records, 'deleting')

/**
 * Removes everything of some kinds, all of it at the same time.
 * @param keep kinds that are left standing on purpose
 */
export const removeStep = <Input>(
  title: string,
  kinds: readonly EffectKind[],
  keep: (input: Input) => readonly EffectKind[] = () => [],
): RemovalStep<Input> => ({
  title,
  when: ({ facts }) => facts.things.some(({ kind }) => kinds.includes(kind)),
  effects: ({ input, facts }) =>
    facts.things
      .filter(({ kind }) => kinds.includes(kind))
      .map((thing): Effect => ({ ...thing, action: keep(input).includes(thing.kind) ? 'keep' : 'remove' })),
  run: ({ input, facts, env, signal }) =>
    Promise.all(
      facts.things
        .filter(({ kind }) => kinds.includes(kind) && !keep(input).includes(kind))
        .map((thing) => env.remove(thing, { owner: thing.owner }, signal)),
    ),
})

/** Kinds that lie in the resource's directory and go where it goes. */
const DATA: readonly EffectKind[] = ['database', 'checkout', 'directory']

const Archived = z.array(z.object({ owner: z.string(), path: z.string() }))

/** Moves the directories, with databases and checkouts in them, to the archive. */
export const archiveStep = <Input>(): RemovalStep<Input, z.infer<typeof Archived>> => ({
  title: 'Moving the data to the archive',
  output: Archived,
  effects: ({ facts }) =>
    facts.things.filter(({ kind }) => DATA.includes(kind)).map((thing): Effect => ({ ...thing, action: 'remove' })),
  run: async ({ facts, env, signal }) => {
    const moved = await Promise.all(
      facts.records.map(async ({ type, id, slug }) => {
        const owner = ownerKey(type, id)
        const path = await env.drivers.directories.archive(directoryOf(type, slug), { owner }, signal)
        return path === undefined ? [] : [{ owner, path }]
      }),
    )
    return moved.flat()
  },
})

/** What is left to say of a resource that is gone. */
export function removed<Input>(
  { facts, env, owner }: Context<Input>,
  resource: ResourceRef,
  archived: z.infer<typeof Archived>,
): Completion<{ subdomain: string; archive?: string }> {
  const archive = archived.find((moved) => moved.owner === owner)?.path
  return {
    metadata: {
      subdomain: hostOf(resource.type, resource.slug, env.platform.domain),
      ...(archive === undefined ? {} : { archive }),
      ...affected(facts.records, resource.id, 'deleted'),
    },
    changes: facts.records.map(({ type, id, slug }) => ({ change: 'drop', type, id, slug })),
  }
}
