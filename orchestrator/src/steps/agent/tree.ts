import { z } from 'zod'
import type { Standing } from '../../drivers/forge/port.ts'
import type { StepSpec } from '../../saga/define-task.ts'
import type { TaskEnv } from '../task-env.ts'
import type { AgentFacts } from './facts.ts'

/** The commit that an agent starts from, and what people should know of the others'. */
export const Base = z.object({ commit: z.string(), notes: z.array(z.string()) })
export type Base = z.infer<typeof Base>

/**
 * A working tree of the agent's own. It starts from what is on the forge, or from what the checkout has beyond that; nobody's
 * work is touched.
 */
export const treeStep = <Input>(): StepSpec<Input, AgentFacts, TaskEnv, unknown, Base> => ({
  title: 'Preparing the working tree',
  timeoutMs: 600_000,
  output: Base,
  effects: ({ owner, facts }) => [{ action: 'create', kind: 'agent-run', name: facts.run, owner }],
  async run({ facts, env, tag, signal }) {
    const { repository, branch, checkout, run } = facts
    const standing = await env.drivers.forge.fetch({ repository, branch, directory: checkout }, signal)
    const base = baseOf(standing, branch)
    const tree = { checkout, commit: base.commit, branch }
    await env.drivers.agents.ensureTree(run, tree, tag, signal)
    return base
  },
})

/** Where to start from, so that nobody's commits are lost. */
export function baseOf({ state, local, remote, dirty }: Standing, branch: string): Base {
  const uncommitted = dirty ? ["Changes in the sandbox's checkout that are not committed were left alone."] : []
  switch (state) {
    case 'same':
    case 'behind':
      return { commit: remote, notes: uncommitted }
    case 'ahead':
      return {
        commit: local,
        notes: [...uncommitted, `Commits of the checkout up to ${short(local)} are pushed along.`],
      }
    case 'diverged':
      return {
        commit: remote,
        notes: [
          ...uncommitted,
          `The checkout has commits up to ${short(local)} that ${branch} on the forge lacks; they were left alone.`,
        ],
      }
  }
}

const short = (commit: string): string => commit.slice(0, 10)
