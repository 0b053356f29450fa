import { taskKey } from './status.ts'
import type { Lane } from './task.ts'

/** BullMQ prefix of the provisioning queues, and of those that belong to no category. */
export const QUEUE_PREFIX = 'queue:provisioning'

/** BullMQ prefix of the queues of agents. */
export const AGENT_QUEUE_PREFIX = 'queue:agents'

/** The BullMQ queue of each lane. */
export const LANE_QUEUES: Readonly<Record<Lane, { readonly prefix: string; readonly name: string }>> = {
  high: { prefix: QUEUE_PREFIX, name: 'high' },
  normal: { prefix: QUEUE_PREFIX, name: 'normal' },
  'agents.high': { prefix: AGENT_QUEUE_PREFIX, name: 'high' },
  'agents.normal': { prefix: AGENT_QUEUE_PREFIX, name: 'normal' },
}

/** Something for each lane. */
export const perLane = <T>(make: (lane: Lane) => T): Readonly<Record<Lane, T>> => ({
  high: make('high'),
  normal: make('normal'),
  'agents.high': make('agents.high'),
  'agents.normal': make('agents.normal'),
})

/** Lanes that plain Redis lists lead into. */
export const RAW_LANES = ['high', 'normal'] as const satisfies readonly Lane[]
export type RawLane = (typeof RAW_LANES)[number]

/** Plain Redis list into which a producer that knows no BullMQ may LPUSH tasks. */
export const rawListOf = (lane: RawLane): string => `${QUEUE_PREFIX}:${lane}`

/** Plain list of what could not be taken as a task, with the reason; newest first. */
export const REJECTED_LIST = `${QUEUE_PREFIX}:rejected`

/** BullMQ queue of the rounds in which orchestrators renew certificates. */
export const RENEWAL_QUEUE = 'renewal'

/** Redis channel on which portal-api tells that a task is to be cancelled: the message is the task's id. */
export const CANCEL_CHANNEL = 'tasks:cancel'

/**
 * Key that holds a cancel request for as long as a record is kept. It stands apart from `task:{id}`, because a task may
 * be cancelled before its record is there.
 */
export const cancelKey = (id: string): string => `${taskKey(id)}:cancel`

/** Key that holds a digest of the task that was first accepted under an id, so that portal-api tells reuse from repetition. */
export const digestKey = (id: string): string => `${taskKey(id)}:digest`

/**
 * How long what was asked is remembered, in seconds: the digest of a task that was accepted, a request to cancel. By default
 * (TASK_RETENTION_HOURS) a job and its record are kept as long after their end.
 */
export const RETENTION_S = 24 * 60 * 60

/**
 * Options with which every job is added. Attempts are the saga's, not BullMQ's; how long it is kept is the orchestrator's to
 * say, which ends it.
 * @param id the task's id, and so the job's: adding it twice is one job
 */
export const jobOptions = (id: string): JobOptions => ({ jobId: id, attempts: 1 })

interface JobOptions {
  jobId: string
  attempts: number
}
