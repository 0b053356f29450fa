import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { defineContract, type Lane, type TaskEnvelope } from '#contract'
import { defineTask, type TaskDefinition } from '../orchestrator/src/saga/define-task.ts'
import type { TaskEnv } from '../orchestrator/src/steps/task-env.ts'

interface Hooks {
  /** A task has reached its first step. */
  readonly onStart?: (id: string) => void
  /** A task has done its last step. */
  readonly onDone?: (id: string) => void
  /** Milliseconds that the first step takes. @default not even a turn of the event loop */
  readonly pauseMs?: number
}

/** A task of three steps that do nothing, each in a stage of its own, as an entry of the registry. */
export function emptyTask(lane: Lane, { onStart, onDone, pauseMs }: Hooks): Record<string, TaskDefinition<TaskEnv>> {
  const type = `bench.${lane}`
  const contract = defineContract({
    type,
    lane,
    operation: 'provision',
    endsAs: 'active',
    payload: z.strictObject({ id: z.string() }),
    result: z.object({}),
    resource: ({ id }) => ({ type: 'team', id, slug: id }),
    parents: () => [],
  })
  const definition = defineTask<TaskEnv>()(contract, z.null(), () => Promise.resolve(null))
    .step('first', {
      title: 'First',
      run: async ({ input }) => {
        onStart?.(input.id)
        if (pauseMs !== undefined) await pause(pauseMs)
      },
    })
    .step('second', { title: 'Second', run: () => Promise.resolve() })
    .step('third', { title: 'Third', run: ({ input }) => Promise.resolve(onDone?.(input.id)) })
    .completes(() => ({ metadata: {}, changes: [] }))
  return { [type]: definition }
}

/** Such a task as it is enqueued. */
export const emptyEnvelope = (lane: Lane, id: string): TaskEnvelope => ({
  id,
  type: `bench.${lane}`,
  payload: { id },
  user_id: 'bench',
  created_at: new Date().toISOString(),
})
