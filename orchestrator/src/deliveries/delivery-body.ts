import { z } from 'zod'
import type { AgentState } from '../records/agents.ts'

type Ended = Extract<AgentState, { kind: 'ended' }>

const Wish = z.object({ move_to: z.string().optional() })

/** Columns are the same whatever their case, as in templates/agents.yml. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/**
 * What a board is told of a task that has ended.
 * @param movedTo column that the card was moved to since the task was made; a card that is elsewhere now is not moved
 */
export function deliveryBody({ subject, status, result, error }: Ended, movedTo: string | undefined) {
  const { task_id, workspace_slug, sandbox_slug, card_id, column, agent_type } = subject
  const { move_to: to } = Wish.parse(result ?? {})
  const moves = to !== undefined && !isSame(to, column) && isSame(movedTo ?? column, column)
  return {
    ...{ event: 'agent.finished', task_id, workspace_slug, sandbox_slug, agent_type, status },
    card: { id: card_id, column },
    ...(moves ? { move: { from: column, to } } : {}),
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error }),
  }
}
