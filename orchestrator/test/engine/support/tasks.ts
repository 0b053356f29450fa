import { z } from 'zod'
import { defineContract, Id, ownerKey, Slug, type Effect, type ResourceRecord, type ResourceRef } from '#contract'
import { defineTask, type StepContext, type TaskDefinition } from '../../../src/saga/define-task.ts'
import type { TaskEnv } from '../../../src/steps/task-env.ts'

// Tasks of the tests' own: what they make are directories, by the driver that makes those of teams.

/** What a test has a step do, around the call that changes the world. */
export interface Call {
  readonly step: string
  /** The driver's call. */
  readonly act: () => Promise<void>
  readonly signal: AbortSignal
  readonly tag: { readonly owner: string; readonly task: string }
}
type During = (call: Call) => Promise<void>

/** Steps that do something else than their call; in `undo:<step>` for the undo that replaces the default one. */
export type Behaviour = Readonly<Record<string, During>>

const payload = z.strictObject({ team_id: Id, team_slug: Slug })
type Input = z.infer<typeof payload>

const teamOf = (input: Input): ResourceRef => ({ type: 'team', id: input.team_id, slug: input.team_slug })

const common = { payload, resource: teamOf, parents: () => [] }

const Build = defineContract({
  ...common,
  type: 'test.build',
  lane: 'high',
  operation: 'provision',
  endsAs: 'active',
  result: z.object({ total: z.number(), agent_webhook_secret: z.string() }),
})

const Raze = defineContract({
  ...common,
  type: 'test.raze',
  lane: 'normal',
  operation: 'delete',
  endsAs: 'deleted',
  result: z.object({ kept: z.array(z.string()) }),
})

export const TEST_CONTRACTS = { [Build.type]: Build, [Raze.type]: Raze }

/** A directory of a team, by the part that stands for it. */
export const partOf = (slug: string, part: string): string => `teams/${slug}-${part}`

/** The parts that a build makes, in the order of its plan. */
export const PARTS = ['left', 'right', 'roof', 'door', 'bell'] as const
export const KEPT_PART = 'bell'
export const SECRET = 'what nobody else may read'

const effectOn = (action: Effect['action'], input: Input, part: string): Effect => ({
  action,
  kind: 'directory',
  name: partOf(input.team_slug, part),
  owner: ownerKey('team', input.team_id),
})

type Context = Pick<StepContext<Input, unknown, TaskEnv, unknown>, 'input' | 'env' | 'tag' | 'signal'>

interface Options {
  readonly behaviour?: Behaviour
  /** Milliseconds that the steps may take. */
  readonly timeoutMs?: number
}

const recordOf = (input: Input, status: ResourceRecord['status']) => ({
  ...teamOf(input),
  status,
  metadata: {},
})

/**
 * Two steps at once, whose outputs a third needs; one that only looks; and one that makes two things.
 * `left` returns a Date, which is text in the journal: whoever reads it back has to parse it.
 */
export function buildTask({ behaviour = {}, timeoutMs = 60_000 }: Options = {}): TaskDefinition<TaskEnv> {
  const during = async (step: string, { tag, signal }: Context, act: () => Promise<void>): Promise<void> => {
    const call = behaviour[step]
    await (call === undefined ? act() : call({ step, act, tag, signal }))
  }
  const make = (step: string, parts: readonly string[] = [step]) => ({
    title: `Making the ${step}`,
    timeoutMs,
    effects: ({ input }: { readonly input: Input }) => parts.map((part) => effectOn('create', input, part)),
    run: (context: Context) =>
      during(step, context, async () => {
        for (const part of parts) {
          const path = partOf(context.input.team_slug, part)
          await context.env.drivers.directories.ensureDirectory(path, context.tag, context.signal)
        }
      }),
  })
  const made = new Date('2026-01-15T10:30:00Z')
  const left = make('left')
  const right = make('right')
  const roof = make('roof')
  return defineTask<TaskEnv>()(Build, z.object({ began: z.coerce.date() }), () => Promise.resolve({ began: made }))
    .together({
      left: { ...left, output: z.coerce.date(), run: async (context) => (await left.run(context), made) },
      right: { ...right, output: z.number(), run: async (context) => (await right.run(context), 2) },
    })
    .step('roof', {
      ...roof,
      output: z.number(),
      run: async (context) => {
        await roof.run(context)
        return context.outputs.left.getTime() + context.outputs.right
      },
    })
    .step('look', { title: 'Looking', run: (context) => during('look', context, () => Promise.resolve()) })
    .step('door', make('door', ['door', 'bell']))
    .completes(({ input, facts, outputs }) => ({
      metadata: { total: outputs.roof - facts.began.getTime(), agent_webhook_secret: SECRET },
      changes: [{ change: 'put', record: recordOf(input, 'active') }],
    }))
}

const Standing = z.object({ names: z.array(z.string()) })

/** Takes away what the ledger holds of a team, but for one part that is kept; can't be undone. */
export function razeTask({ behaviour = {}, timeoutMs = 60_000 }: Options = {}): TaskDefinition<TaskEnv> {
  const during = async (step: string, { tag, signal }: Context, act: () => Promise<void>): Promise<void> => {
    const call = behaviour[step]
    await (call === undefined ? act() : call({ step, act, tag, signal }))
  }
  const isKept = (input: Input, name: string): boolean => name === partOf(input.team_slug, KEPT_PART)
  const isInside = (input: Input, name: string): boolean =>
    [partOf(input.team_slug, 'door'), partOf(input.team_slug, KEPT_PART)].includes(name)
  const remove = (step: string, wanted: (input: Input, name: string) => boolean) => ({
    title: `Removing the ${step}`,
    timeoutMs,
    effects: ({ input, facts }: { readonly input: Input; readonly facts: z.infer<typeof Standing> }): Effect[] =>
      facts.names
        .filter((name) => wanted(input, name))
        .map((name) => ({ ...effectOn(isKept(input, name) ? 'keep' : 'remove', input, ''), name })),
    run: (context: Context & { readonly facts: z.infer<typeof Standing> }) =>
      during(step, context, async () => {
        const { input, env, tag, signal, facts } = context
        for (const name of facts.names.filter((found) => wanted(input, found) && !isKept(input, found))) {
          await env.remove({ kind: 'directory', name }, { owner: tag.owner }, signal)
        }
      }),
  })
  return defineTask<TaskEnv>()(Raze, Standing, async ({ env, owner }) => ({
    names: (await env.ledger.of(owner)).map(({ name }) => name).sort(),
  }))
    .step('look', { title: 'Looking', run: (context) => during('look', context, () => Promise.resolve()) })
    .pivot(({ input }) => [{ change: 'put', record: recordOf(input, 'deleting') }])
    .step('inside', remove('inside', isInside))
    .step(
      'walls',
      remove('walls', (input, name) => !isInside(input, name)),
    )
    .completes(({ input }) => ({
      metadata: { kept: [partOf(input.team_slug, KEPT_PART)] },
      changes: [{ change: 'drop', ...teamOf(input) }],
    }))
}
