import { z } from 'zod'
import { Failure, GateResult } from '#contract'
import type { StepSpec } from '../../saga/define-task.ts'
import type { TaskEnv } from '../task-env.ts'
import type { AgentFacts } from './facts.ts'
import type { Outcome } from './outcome.ts'

const GATE_TIMEOUT_S = 30 * 60

interface Before {
  readonly agent: Outcome
}

/** Runs the commands that check the work, up to the first that fails. The task fails after it, so that this is known of it. */
export const gatesStep = <Input extends { readonly gates: readonly (readonly string[])[] }>(): StepSpec<
  Input,
  AgentFacts,
  TaskEnv,
  Before,
  GateResult[]
> => ({
  title: 'Checking the work',
  timeoutMs: 24 * 60 * 60_000,
  output: z.array(GateResult),
  async run({ input, facts, env, outputs, signal, tell }) {
    const results: GateResult[] = []
    if (outputs.agent.failure !== undefined) return results
    for (const [program, ...args] of input.gates) {
      if (program === undefined) continue
      tell(`Checking the work: ${[program, ...args].join(' ')}`)
      const result = await env.drivers.agents.gate(facts.run, [program, ...args], GATE_TIMEOUT_S, signal)
      results.push({ ...result, output: env.agents.redact(result.output) })
      if (result.exit_code !== 0) break
    }
    return results
  },
})

/** @throws Failure GATE_FAILED that names the gate which failed */
export function requirePassed(gates: readonly GateResult[]): void {
  const failed = gates.find(({ exit_code }) => exit_code !== 0)
  if (failed === undefined) return
  const how = failed.exit_code === null ? 'was ended at its time limit' : `exited with ${failed.exit_code}`
  throw new Failure('GATE_FAILED', `"${failed.command}" ${how}: ${failed.output}`)
}
