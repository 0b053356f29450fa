import { z } from 'zod'
import { type TaskStatus } from './status.ts'

/** Where a step is that has begun. One that was taken back may have failed before, or been done. */
export const StepState = z.enum(['running', 'done', 'failed', 'undoing', 'undone', 'undo_failed'])
export type StepState = z.infer<typeof StepState>

/** Field of the hash `task:{id}` that holds the StepsPlan as JSON, once the task has begun. */
export const STEPS_PLAN = 'steps_plan'

/** The stages of a task in their order, each with its steps: those run at the same time. */
export const StepsPlan = z.array(z.array(z.object({ name: z.string(), title: z.string() }).readonly()).readonly())
export type StepsPlan = z.infer<typeof StepsPlan>

/** Field of the hash `task:{id}` that holds the StepProgress of a step that has begun, as JSON. */
export const stepField = (name: string): string => `step:${name}`

export const StepProgress = z
  .object({
    state: StepState,
    /** When its latest run began. */
    started_at: z.string().optional(),
    /** When it came to rest: done, failed, undone or given up. */
    ended_at: z.string().optional(),
    /** Code of the failure that it had; absent where it was stopped because another one failed. */
    error_code: z.string().optional(),
  })
  .readonly()
export type StepProgress = z.infer<typeof StepProgress>

/** Field `step` of an entry of the stream `events` whose message tells of a step, as JSON. */
export const ToldStep = z.object({ name: z.string(), state: StepState }).readonly()
export type ToldStep = z.infer<typeof ToldStep>

/** A step of a task as it is shown. */
export const TaskStep = z.object({
  name: z.string(),
  /** What it does: "Creating the repository". */
  title: z.string(),
  /** 1 for those that run first; steps of one stage run at the same time. */
  stage: z.number().int(),
  state: z.enum(['waiting', ...StepState.options]),
  started_at: z.string().optional(),
  ended_at: z.string().optional(),
  error_code: z.string().optional(),
})
export type TaskStep = z.infer<typeof TaskStep>

const UNDER_WAY: ReadonlySet<string> = new Set(['pending', 'processing'] satisfies TaskStatus[])

/**
 * The steps of a task in the order of its plan, as its latest run left them; none before its first run.
 * @param hash `task:{id}` as Redis returns it
 */
export function readSteps(hash: Readonly<Record<string, string>>): TaskStep[] {
  const plan = hash[STEPS_PLAN]
  if (plan === undefined) return []
  const ended = !UNDER_WAY.has(hash['status'] ?? '')
  return StepsPlan.parse(JSON.parse(plan)).flatMap((stage, index) =>
    stage.map(({ name, title }) => {
      const text = hash[stepField(name)]
      const progress = text === undefined ? ({ state: 'waiting' } as const) : StepProgress.parse(JSON.parse(text))
      // Nobody told of the end of a step whose orchestrator died, if the task was undone without running it again.
      const state = ended && progress.state === 'running' ? 'failed' : progress.state
      return { name, title, stage: index + 1, ...progress, state }
    }),
  )
}
