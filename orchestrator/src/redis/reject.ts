import type { Redis } from 'ioredis'
import { z } from 'zod'
import {
  EVENT_STREAM,
  Id,
  REJECTED_LIST,
  statusChannel,
  TASK_INDEX,
  taskKey,
  TaskId,
  userChannel,
  type Failure,
  type StatusMessage,
  type TaskMessage,
} from '#contract'
import { DEFAULT_RETENTION, type Retention } from './retention.ts'
import { loadScript } from './script.ts'

/** Rejects that are kept; newest first. */
const MOST_REJECTS = 1_000
/** Characters of the raw text that are kept. */
const MOST_CHARACTERS = 4_096

/** What may still be readable of something that is no task. */
const Readable = z.object({
  id: TaskId,
  type: z.string().max(64).catch('unknown'),
  user_id: Id.optional().catch(undefined),
  payload: z.record(z.string(), z.unknown()).catch({}),
})

const RESOURCE_ID = { team: 'team_id', workspace: 'workspace_id', sandbox: 'sandbox_id' } as const

/** `team.provision` is about a team; whatever else it says. */
const ResourceOfType = z
  .string()
  .transform((type) => type.split('.')[0])
  .pipe(z.enum(['team', 'workspace', 'sandbox']))

const reject = loadScript('reject', z.number(), ['tell'])

/**
 * Puts what can't be taken as a task into `queue:provisioning:rejected` with the reason; where an id is readable it
 * becomes a failed task too, told of once on the channels it would have been told on.
 * @param raw what came: text of a plain list, or the data of a job
 */
export const createRejecter =
  (redis: Redis, kept: Retention = DEFAULT_RETENTION, now: () => Date = () => new Date()) =>
  async (raw: unknown, failure: Failure): Promise<void> => {
    const time = now()
    const at = time.toISOString()
    const entry = { at, reason: failure.toJSON(), raw: textOf(raw).slice(0, MOST_CHARACTERS) }
    const readable = Readable.safeParse(raw).data
    const keys = [REJECTED_LIST, EVENT_STREAM, TASK_INDEX, ...(readable === undefined ? [] : [taskKey(readable.id)])]
    await reject(redis, keys, [
      JSON.stringify(entry),
      MOST_REJECTS,
      kept.events,
      readable?.id ?? '',
      JSON.stringify(readable === undefined ? [] : failedPairs(readable, failure, at)),
      kept.recordS,
      JSON.stringify(readable === undefined ? [] : messagesOf(readable, failure, at)),
      readable?.user_id ?? '',
      time.getTime(),
    ])
  }

const textOf = (raw: unknown): string => (typeof raw === 'string' ? raw : JSON.stringify(raw))

function resourceOf({
  type,
  payload,
}: z.infer<typeof Readable>): { type: keyof typeof RESOURCE_ID; id: string } | undefined {
  const resource = ResourceOfType.safeParse(type).data
  if (resource === undefined) return undefined
  return { type: resource, id: Id.safeParse(payload[RESOURCE_ID[resource]]).data ?? 'unknown' }
}

function failedPairs(task: z.infer<typeof Readable>, failure: Failure, at: string): string[] {
  const resource = resourceOf(task)
  return [
    ...['id', task.id, 'type', task.type, 'status', 'failed', 'user_id', task.user_id ?? 'unknown'],
    ...(resource === undefined ? [] : ['resource_type', resource.type, 'resource_id', resource.id]),
    ...['step', '0', 'total_steps', '0', 'percentage', '0', 'attempt', '0', 'message', failure.message],
    ...['created_at', at, 'updated_at', at, 'failed_at', at, 'error', failure.message, 'error_code', failure.code],
  ]
}

function messagesOf(task: z.infer<typeof Readable>, failure: Failure, at: string): [string, string][] {
  const error = { error: failure.message, error_code: failure.code }
  const failed: TaskMessage = {
    type: 'task.failed',
    task_id: task.id,
    task_type: task.type,
    step: 0,
    total_steps: 0,
    percentage: 0,
    message: failure.message,
    ...error,
  }
  const resource = resourceOf(task)
  const operation = z
    .enum(['provision', 'delete', 'restart', 'suspend'])
    .catch('provision')
    .parse(task.type.split('.').at(-1))
  const told: [string, string][] =
    task.user_id === undefined ? [] : [[userChannel(task.user_id), JSON.stringify(failed)]]
  if (resource === undefined) return told
  const status: StatusMessage = {
    type: operation,
    resource_type: resource.type,
    resource_id: resource.id,
    status: 'failed',
    metadata: {},
    timestamp: at,
    task_id: task.id,
    ...error,
  }
  return [...told, [statusChannel(resource.type), JSON.stringify(status)]]
}
