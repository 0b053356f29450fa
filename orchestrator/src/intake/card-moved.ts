import { createHash } from 'node:crypto'
import {
  CardMoved,
  CardMovedQuestion,
  DELIVERY_KNOWN_S,
  describeIssues,
  Failure,
  Id,
  type CardMovedAnswer,
  type ParsedTask,
  type ResourceRecord,
} from '#contract'
import type { AgentPolicies } from '../agent-policy/policy.ts'
import type { CardMoves } from '../records/cards.ts'
import { createSenderCheck, type SenderEnv } from './webhook-sender.ts'

export interface CardMovedDeps {
  readonly env: SenderEnv
  readonly policies: AgentPolicies
  readonly moves: CardMoves
  readonly parse: (data: unknown) => ParsedTask
  /** Puts a task into its lane; one that is there already stays as it is. */
  readonly enqueue: (task: ParsedTask) => Promise<void>
  readonly now?: () => Date
}

/** Whose tasks those are that nobody who is known has made. */
const BOARD = 'board'

/**
 * What becomes of a card that was moved: a task for the agent of its new column, or nothing. Asked again, by the same
 * delivery or with the same body, it gives the same answer and makes no second task.
 * @returns the answer to a CardMovedQuestion; it throws Failure SIGNATURE_INVALID (whatever is wrong before the
 *   signature is seen to be right), INVALID_PAYLOAD, INVALID_REQUEST, AGENTS_INVALID, SECRET_UNREADABLE
 */
export function createCardMoved(deps: CardMovedDeps): (data: unknown) => Promise<CardMovedAnswer> {
  const { env, policies, moves, parse, enqueue, now = () => new Date() } = deps
  const senderOf = createSenderCheck(env)

  /** The type of the agent that is to act; otherwise why none does. */
  const decide = async (moved: CardMoved, sandbox: ResourceRecord): Promise<Decision> => {
    const { status } = sandbox
    if (status !== 'active') return { ignored: `The sandbox is ${status}.` }
    if (moved.moved_at !== undefined && now().getTime() - Date.parse(moved.moved_at) > DELIVERY_KNOWN_S * 1_000)
      return { ignored: 'The move is more than a day old.' }
    if (moved.from_column === moved.to_column) return { ignored: 'The card stayed in its column.' }
    const agentType = (await policies.of(moved.workspace_slug)).typeIn(moved.to_column)
    return agentType === undefined
      ? { ignored: `No agent acts in the column ${JSON.stringify(moved.to_column)}.` }
      : { agentType }
  }

  return async (data) => {
    const question = CardMovedQuestion.safeParse(data)
    if (!question.success) throw new Failure('INVALID_REQUEST', `Not a delivery: ${describeIssues(question.error)}`)
    const { signature, delivery } = question.data
    const body = Buffer.from(question.data.body, 'base64')
    const value = jsonOf(body)
    const sandbox = await senderOf({ body, signature, value })
    const moved = CardMoved.safeParse(value)
    if (!moved.success)
      throw new Failure('INVALID_PAYLOAD', `card-moved: ${describeIssues(moved.error)}`, { cause: moved.error })

    // Two slugs joined may be another workspace's and its sandbox's as well.
    const workspace = await env.inventory.get('workspace', sandbox.parent_id ?? '')
    if (workspace?.slug !== moved.data.workspace_slug)
      throw new Failure('INVALID_PAYLOAD', "card-moved: workspace_slug: is not that of the sandbox's workspace")

    const decision = await decide(moved.data, sandbox)
    const taskOf = (agentType: string, id: string) => parse(envelopeOf(moved.data, agentType, id, now()))
    const id = taskIdOf(sandbox, delivery)
    if ('agentType' in decision) taskOf(decision.agentType, id) // what is no task is refused before it is noted
    const { card, from_column: from, to_column: to, moved_at } = moved.data
    const answer = await moves.receive(
      {
        card: { sandbox: sandbox.slug, id: card.id },
        delivery,
        body: createHash('sha256').update(body).digest('base64url'),
        dated: moved_at !== undefined,
        from,
        to,
      },
      'agentType' in decision ? { status: 'queued', task_id: id } : { status: 'ignored', reason: decision.ignored },
    )
    // Also for a delivery that was known: whoever took it first may have died before its task was in the lane.
    if (answer.status === 'queued' && 'agentType' in decision) await enqueue(taskOf(decision.agentType, answer.task_id))
    return answer
  }
}

type Decision = { readonly agentType: string } | { readonly ignored: string }

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined // no JSON names no sandbox: it is refused as a wrong signature is
  }
}

/** Always the same for one delivery of a sandbox's board. */
function taskIdOf({ id }: ResourceRecord, delivery: string): string {
  const hex = createHash('sha256').update(`slipway delivery ${id} ${delivery}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const envelopeOf = (
  { workspace_slug, sandbox_slug, card, to_column, moved_by, callback_url, options }: CardMoved,
  agent_type: string,
  id: string,
  at: Date,
) => ({
  id,
  type: 'agent.run',
  payload: {
    ...{ ...options, workspace_slug, sandbox_slug, agent_type },
    card: { ...card, column: to_column },
    ...(callback_url === undefined ? {} : { callback_url }),
  },
  user_id: Id.safeParse(moved_by).data ?? BOARD,
  created_at: at.toISOString(),
})
