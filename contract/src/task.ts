import { z } from 'zod'
import { Id, TaskId, type ResourceType } from './names.ts'

/** High tasks never wait for normal ones, nor provisioning for agents: each lane has slots of its own. */
export const Lane = z.enum(['high', 'normal', 'agents.high', 'agents.normal'])
export type Lane = z.infer<typeof Lane>
export const LANES = Lane.options

/** The task as it travels: BullMQ job data, or an element of a plain list. */
export const TaskEnvelope = z.strictObject({
  id: TaskId,
  type: z.string().min(1).max(64),
  payload: z.record(z.string(), z.unknown()),
  user_id: Id,
  created_at: z.iso.datetime({ offset: true }),
  /** The task of which it is a retry. portal-api writes it; orchestrators are upgraded before it (docs/operations.md). */
  retry_of: TaskId.optional(),
})
export type TaskEnvelope = z.infer<typeof TaskEnvelope>

/** What tasks are about: a resource, or the agents that work in a sandbox. */
export type SubjectType = ResourceType | 'agent'

/** What a task is about. `slug` is the full slug for a sandbox and its agents. */
export interface ResourceRef<Type extends SubjectType = ResourceType> {
  readonly type: Type
  readonly id: string
  readonly slug: string
}

/**
 * A place in the tree of resources that a task claims while it runs: `exclusive` is alone there, `shared` is there with
 * other shared claims. A task claims its own resource exclusively and every ancestor shared, so tasks on parents and
 * children exclude each other (Gray's intention locks).
 */
export interface LockClaim {
  readonly node: string
  readonly mode: 'exclusive' | 'shared'
}

export type Operation = 'provision' | 'delete' | 'restart' | 'suspend' | 'run'

/** Status in which a resource is left by a task that succeeded. */
export type EndStatus = 'active' | 'suspended' | 'deleted' | 'completed'

type MetadataSchema = z.ZodType<Record<string, unknown>>

/** Everything both processes know of a task type. */
export interface TaskContract<
  Payload extends z.ZodType = z.ZodType,
  Result extends MetadataSchema = MetadataSchema,
  Type extends SubjectType = SubjectType,
> {
  readonly type: string
  readonly lane: Lane
  /** The lane of one task, where its payload decides. @default `lane` */
  laneOf?(payload: z.output<Payload>): Lane
  readonly operation: Operation
  readonly endsAs: EndStatus
  readonly payload: Payload
  /** The `metadata` of the final status message. */
  readonly result: Result
  resource(payload: z.output<Payload>): ResourceRef<Type>
  /** Claims beside the resource's own: its parents, as far as the payload names them. */
  parents(payload: z.output<Payload>): readonly LockClaim[]
}

/** A task's contract with its types kept. */
export const defineContract = <
  const Type extends string,
  Payload extends z.ZodType,
  Result extends MetadataSchema,
  Subject extends SubjectType,
>(
  contract: TaskContract<Payload, Result, Subject> & { readonly type: Type },
): TaskContract<Payload, Result, Subject> & { readonly type: Type } => contract

/** Node of a resource by its slug. Slug and id are claimed both: either alone names the same resource. */
export const slugNode = (type: SubjectType, slug: string): string => `${type}/${slug}`
export const idNode = (type: SubjectType, id: string): string => `${type}#${id}`

/** All that a task claims while it runs. Ancestors that only the inventory knows are added by the lock. */
export const claimsOf = (resource: ResourceRef<SubjectType>, parents: readonly LockClaim[]): LockClaim[] => [
  { node: slugNode(resource.type, resource.slug), mode: 'exclusive' },
  { node: idNode(resource.type, resource.id), mode: 'exclusive' },
  ...parents,
]
