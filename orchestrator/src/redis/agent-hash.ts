import { z } from 'zod'
import { AgentRecord, fullSlug, TaskRecord } from '#contract'
import type { AgentEnding, AgentState, AgentSubject, AgentUpdate } from '../records/agents.ts'

// How `agent:{task_id}` is written: flat lists of hash fields and values, all of them strings.

/** The whole hash: what portal-api shows of it, and what only orchestrators need. */
const Stored = AgentRecord.extend({
  workspace_slug: z.string(),
  sandbox_slug: z.string(),
  column: z.string(),
  callback_url: z.string().optional(),
})

const pairs = (fields: Readonly<Record<string, string | number | undefined>>): string[] =>
  Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : [field, String(value)]))

export const sandboxOf = ({ workspace_slug, sandbox_slug }: AgentSubject): string =>
  fullSlug(workspace_slug, sandbox_slug)

export const subjectPairs = (subject: AgentSubject): string[] => pairs({ ...subject, sandbox: sandboxOf(subject) })

export const updatePairs = ({ tokens, ...known }: AgentUpdate): string[] =>
  pairs({ ...known, tokens: tokens === undefined ? undefined : JSON.stringify(tokens) })

/** Fields of an ending, which a task that is begun anew has not. */
export const ENDING_FIELDS = ['status', 'ended_at', 'result', 'error', 'error_code'] as const

export const endingPairs = (
  { status, result, failure }: AgentEnding,
  at: string,
  redact: (text: string) => string,
): string[] =>
  pairs({
    status,
    ended_at: at,
    result: result === undefined ? undefined : redact(JSON.stringify(result)),
    error: failure === undefined ? undefined : redact(failure.message),
    error_code: failure?.code,
  } satisfies Record<(typeof ENDING_FIELDS)[number], string | undefined>)

type Hash = Readonly<Record<string, string>>

const isEmpty = (hash: Hash): boolean => Object.keys(hash).length === 0

export const recordOf = (hash: Hash): AgentRecord | undefined => (isEmpty(hash) ? undefined : AgentRecord.parse(hash))

/** @param taskHash `task:{id}`, which tells whether and how the task itself has ended */
export function stateFrom(agentHash: Hash, taskHash: Hash): AgentState {
  if (isEmpty(agentHash)) return { kind: 'unknown' }
  const { result, error, error_code, ...subject } = Stored.parse(agentHash)
  const task = isEmpty(taskHash) ? undefined : TaskRecord.parse(taskHash)
  // A task's record is dropped a day after its end, as this is.
  const status = task?.status ?? subject.status ?? 'pending'
  if (status === 'pending' || status === 'processing') return { kind: 'open' }
  const [code, message] = [task?.error_code ?? error_code, task?.error ?? error]
  return {
    kind: 'ended',
    subject,
    created: new Date(task?.created_at ?? subject.started_at ?? 0),
    status,
    result,
    error: code === undefined || status === 'completed' ? undefined : { code, message: message ?? '' },
  }
}
