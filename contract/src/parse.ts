import type { z } from 'zod'
import { Failure } from './failure.ts'
import { ownerKey } from './names.ts'
import {
  TaskEnvelope,
  claimsOf,
  type Lane,
  type LockClaim,
  type ResourceRef,
  type SubjectType,
  type TaskContract,
} from './task.ts'
import { CONTRACTS, type TaskType } from './tasks/index.ts'

/** Most bytes of JSON that one task may have. */
export const MAX_TASK_BYTES = 256 * 1024

/** A task that was checked against its contract. */
export interface ParsedTask {
  readonly envelope: TaskEnvelope
  readonly contract: TaskContract
  readonly lane: Lane
  /** The payload with defaults filled in, as the contract's schema gives it. */
  readonly input: unknown
  readonly resource: ResourceRef<SubjectType>
  /** Key of the resource: `team:<id>`. */
  readonly owner: string
  readonly claims: readonly LockClaim[]
}

export const isTaskType = (type: string): type is TaskType => Object.hasOwn(CONTRACTS, type)

/** Problems of a zod error in one line: `payload.team_slug: is reserved; user_id: …`. */
export const describeIssues = (error: z.ZodError, prefix = ''): string =>
  error.issues
    .map((issue) => {
      const path = [...(prefix === '' ? [] : [prefix]), ...issue.path.map(String)].join('.')
      return path === '' ? issue.message : `${path}: ${issue.message}`
    })
    .join('; ')

/**
 * A value from outside as a task.
 * @param contracts the task types that are known; tests and benchmarks bring their own
 * @throws Failure MALFORMED_TASK or INVALID_PAYLOAD with the ZodError as its cause, UNKNOWN_TASK_TYPE
 */
export const parseTask = (
  value: unknown,
  contracts: Readonly<Record<string, TaskContract>> = CONTRACTS,
): ParsedTask => {
  const envelope = TaskEnvelope.safeParse(value)
  if (!envelope.success)
    throw new Failure('MALFORMED_TASK', `Not a task: ${describeIssues(envelope.error)}`, { cause: envelope.error })
  const { type, payload } = envelope.data
  const contract = Object.hasOwn(contracts, type) ? contracts[type] : undefined
  if (contract === undefined) throw new Failure('UNKNOWN_TASK_TYPE', `There is no task type ${JSON.stringify(type)}.`)
  const input = contract.payload.safeParse(payload)
  if (!input.success)
    throw new Failure('INVALID_PAYLOAD', `${type}: ${describeIssues(input.error, 'payload')}`, { cause: input.error })
  const resource = contract.resource(input.data)
  return {
    envelope: envelope.data,
    contract,
    lane: contract.laneOf?.(input.data) ?? contract.lane,
    input: input.data,
    resource,
    owner: ownerKey(resource.type, resource.id),
    claims: claimsOf(resource, contract.parents(input.data)),
  }
}
