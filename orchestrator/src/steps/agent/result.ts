import type { AgentResult, GateResult, WireFailure } from '#contract'
import type { Base } from './tree.ts'
import type { AgentFacts } from './facts.ts'
import type { Outcome } from './outcome.ts'
import type { Pushed } from './push.ts'

/** Outputs of the steps of an agent's task, as far as it came. */
export interface Came {
  readonly tree?: Base
  readonly agent?: Outcome
  readonly gates?: readonly GateResult[]
  readonly push?: Pushed
  readonly forward?: readonly string[]
}

/** Endings after which a card stays where it is: nobody's work failed. */
const STAYS: ReadonlySet<string> = new Set(['CANCELLED', 'AGENT_MAX_HOPS'])

/** What is told of how a task of an agent ended, whether or not it succeeded. */
export function resultOf(facts: AgentFacts, came: Came, failure: WireFailure | undefined): AgentResult {
  const { agent, push } = came
  const work = push?.work ?? null
  return {
    success: failure === undefined,
    reason: failure?.code ?? 'done',
    summary: failure?.message ?? agent?.summary ?? '',
    agent: facts.agent,
    agent_type: facts.agent_type,
    session_id: agent?.session_id,
    ...(work === null ? {} : { commit: work.commit }),
    branch: facts.branch,
    files: work?.files ?? [],
    duration_s: agent?.duration_s ?? 0,
    turns: agent?.turns ?? 0,
    cost_usd: agent?.cost_usd ?? 0,
    tokens: agent?.tokens ?? { input: 0, output: 0, cached: 0 },
    gates: [...(came.gates ?? [])],
    notes: [...(came.tree?.notes ?? []), ...(push?.notes ?? []), ...(came.forward ?? [])],
    move_to: moveOf(facts, failure),
  }
}

function moveOf({ success_column, failure_column }: AgentFacts, failure: WireFailure | undefined): string | undefined {
  if (failure === undefined) return success_column
  return STAYS.has(failure.code) ? undefined : failure_column
}
