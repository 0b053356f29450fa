import { z } from 'zod'
import { AgentTokens, Failure, FAILURES, WireFailure } from '#contract'
import type { AgentOutcome } from '../../drivers/agents/port.ts'

/** What a run came to, as it is journaled: also of an agent that failed, whose task fails after it. */
export const Outcome = z.object({
  failure: WireFailure.optional(),
  summary: z.string(),
  structured: z.unknown().optional(),
  session_id: z.string().optional(),
  duration_s: z.number(),
  turns: z.number(),
  cost_usd: z.number(),
  tokens: AgentTokens,
})
export type Outcome = z.infer<typeof Outcome>

/** @param redact takes secrets out of what the agent said */
export const outcomeOf = (outcome: AgentOutcome, redact: (text: string) => string): Outcome => ({
  failure: outcome.failure && { ...outcome.failure, message: redact(outcome.failure.message) },
  summary: redact(outcome.summary),
  structured: outcome.structured,
  session_id: outcome.sessionId,
  duration_s: outcome.durationS,
  turns: outcome.turns,
  cost_usd: outcome.costUsd,
  tokens: outcome.tokens,
})

/** @throws Failure the one with which the agent ended, so that the task ends with it too */
export function requireSuccess({ failure }: Outcome): void {
  if (failure === undefined) return
  throw new Failure(failure.code, failure.message, { class: FAILURES[failure.code].class })
}
