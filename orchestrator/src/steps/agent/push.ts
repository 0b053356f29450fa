import { z } from 'zod'
import { Failure } from '#contract'
import type { CheckoutRequest } from '../../drivers/forge/port.ts'
import type { StepSpec } from '../../saga/define-task.ts'
import type { TaskEnv } from '../task-env.ts'
import { Committed } from './commit.ts'
import type { AgentFacts } from './facts.ts'

/** Times that the work is put on top of what others pushed meanwhile. */
const REBASES = 3

/** What is on the forge by now. */
export const Pushed = z.object({ work: Committed, notes: z.array(z.string()) })
export type Pushed = z.infer<typeof Pushed>

interface Before {
  readonly commit: Committed
}

/**
 * Pushes the work to the sandbox's branch, on top of whatever others have pushed meanwhile. Work that contradicts theirs is not
 * pushed: it is kept in the sandbox's clone, and nothing of theirs is overwritten.
 */
export const pushStep = <Input>(): StepSpec<Input, AgentFacts, TaskEnv, Before, Pushed> => ({
  title: 'Pushing the work',
  timeoutMs: 600_000,
  output: Pushed,
  async run({ facts, env, outputs, signal }) {
    const { repository, branch, checkout, run } = facts
    const { forge, agents } = env.drivers
    const tree: CheckoutRequest = { repository, branch, directory: agents.outboxOf(run) }
    let work = outputs.commit
    if (work === null) return { work, notes: [] }
    for (let rebases = 0; ; rebases++) {
      try {
        await forge.push(tree, signal)
        const notes = rebases === 0 ? [] : ['Others have pushed meanwhile: the work was put on top of theirs.']
        return { work, notes }
      } catch (thrown) {
        if (!(thrown instanceof Failure && thrown.code === 'BRANCH_DIVERGED') || rebases === REBASES) throw thrown
        const { remote } = await forge.fetch({ repository, branch, directory: checkout }, signal)
        const { commit, files } = await agents.rebase(run, remote, signal)
        work = { commit, files: [...files] }
      }
    }
  },
})
