import { z } from 'zod'
import type { StepSpec } from '../../saga/define-task.ts'
import type { TaskEnv } from '../task-env.ts'
import type { AgentFacts } from './facts.ts'
import type { Pushed } from './push.ts'

interface Before {
  readonly push: Pushed
}

/** Brings the sandbox's checkout forward to the work, where that loses nothing. Says why where it was left as it is. */
export const forwardStep = <Input>(): StepSpec<Input, AgentFacts, TaskEnv, Before, string[]> => ({
  title: "Bringing the sandbox's checkout forward",
  timeoutMs: 300_000,
  output: z.array(z.string()),
  async run({ facts, env, outputs, signal }) {
    const { work } = outputs.push
    if (work === null) return []
    const checkout = { repository: facts.repository, branch: facts.branch, directory: facts.checkout }
    await env.drivers.forge.fetch(checkout, signal)
    const reason = await env.drivers.forge.bringForward({ ...checkout, commit: work.commit }, signal)
    return reason === undefined ? [] : [reason]
  },
})

/** Takes the run's tree and processes away. */
export const clearStep = <Input>(): StepSpec<Input, AgentFacts, TaskEnv, unknown, unknown> => ({
  title: 'Clearing up',
  effects: ({ owner, facts }) => [{ action: 'remove', kind: 'agent-run', name: facts.run, owner }],
  run: ({ facts, env, owner, signal }) =>
    env.drivers.agents.remove({ kind: 'agent-run', name: facts.run }, { owner }, signal),
})
