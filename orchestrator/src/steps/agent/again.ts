import { z } from 'zod'
import { derivedId, type TaskEnvelope } from '#contract'
import type { StepSpec } from '../../saga/define-task.ts'
import type { TaskEnv } from '../task-env.ts'

/** Starts the agents again that were stopped for this task, each in its session. Its output are their new tasks. */
export const againStep = <Input, Facts>(): StepSpec<Input, Facts, TaskEnv, unknown, string[]> => ({
  title: 'Starting the agent again',
  output: z.array(z.string()),
  async run({ env, tag }) {
    const { interruptedBy, records, enqueue } = env.agents
    const ids: string[] = []
    for (const stopped of await interruptedBy(tag.task)) {
      const state = await records.stateOf(stopped.id)
      if (state.kind === 'ended' && state.status !== 'cancelled') continue // it came to its end before it heard of this
      const id = derivedId(`slipway ${stopped.id} again for ${tag.task}`)
      const session = (await records.find(stopped.id))?.session_id
      await enqueue({ ...inSession(stopped, session), id, created_at: new Date().toISOString() })
      ids.push(id)
    }
    return ids
  },
})

const inSession = (task: TaskEnvelope, session_id: string | undefined): TaskEnvelope =>
  task.type === 'agent.run' && session_id !== undefined ? { ...task, payload: { ...task.payload, session_id } } : task
