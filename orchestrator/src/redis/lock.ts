import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { cancelKey, EVENT_STREAM, Failure, Lane, TASK_INDEX, taskKey, WireFailure, type ParsedTask } from '#contract'
import type { Entrant, Lock } from '../queue/lock.ts'
import { StepEntry, type Run } from '../saga/ports.ts'
import { AddedJobs, AddedReply } from './added-jobs.ts'
import { claimSets } from './claims.ts'
import { journalKey, LOCK_PARENTS, LOCK_PREFIX, OPEN_TASKS, TICKET_PREFIX, ticketKey } from './keys.ts'
import { createdMessage } from './messages.ts'
import { openTasks } from './open-tasks.ts'
import { DEFAULT_RETENTION, type Retention } from './retention.ts'
import { loadScript } from './script.ts'

/** Events that are read at a time. */
const PAGE = 1_000

const admit = loadScript('admit', z.number(), ['claim-teams', 'tell'])
const added = loadScript('added', z.tuple([z.number(), AddedReply]), ['read-added'])
const BeginReply = z.union([
  // The commonest first: zod tries one after the other, and makes an account of each that does not fit.
  z.tuple([z.literal('granted'), z.number(), z.number(), z.array(z.string())]),
  z.tuple([z.literal('waiting'), z.string()]),
  z.tuple([z.literal('behind'), AddedReply]),
  z.tuple([z.literal('ended')]),
  z.tuple([z.literal('unknown')]),
])
const begin = loadScript('begin', BeginReply, ['read-added', 'claim-teams'])

/**
 * The line of tasks on Redis.
 * @param parse what makes a task of a job's data
 * @param kept how much is kept of what it tells
 * @param now the clock of all dates that are written
 */
export function createLock(
  redis: Redis,
  queues: Readonly<Record<Lane, Queue>>,
  parse: (data: unknown) => ParsedTask,
  kept: Pick<Retention, 'events'> = DEFAULT_RETENTION,
  now: () => Date = () => new Date(),
): Lock {
  const jobs = new AddedJobs(queues)

  const admitAll = async (entrants: readonly Entrant[]): Promise<void> => {
    const at = now()
    const args = entrants.flatMap((entrant) => entrantArgs(entrant, parse, at))
    if (args.length === 0) return
    await admit(
      redis,
      [OPEN_TASKS, EVENT_STREAM, LOCK_PARENTS, TASK_INDEX],
      [TICKET_PREFIX, taskKey(''), kept.events, LOCK_PREFIX, ...args],
    )
  }

  const beginOnce = async (task: ParsedTask, trace: string): Promise<z.infer<typeof BeginReply>> => {
    const { id } = task.envelope
    const keys = [taskKey(id), ticketKey(id), journalKey(id), cancelKey(id), LOCK_PARENTS]
    return begin(redis, keys, [id, LOCK_PREFIX, now().toISOString(), trace, jobs.cursors])
  }

  return {
    admit: admitAll,

    async admitAdded() {
      for (let more = 1; more === 1;) {
        const reply = await added(redis, [], [jobs.cursors, PAGE])
        more = reply[0]
        await admitAll(jobs.take(reply[1]))
      }
    },

    async begin(task, trace = '') {
      let reply = await beginOnce(task, trace)
      while (reply[0] === 'behind') {
        // Both travel together, in this order.
        const [, again] = await Promise.all([admitAll(jobs.take(reply[1])), beginOnce(task, trace)])
        reply = again
      }
      switch (reply[0]) {
        case 'ended':
        case 'unknown':
          return { kind: reply[0] }
        case 'waiting':
          return { kind: 'waiting', blocker: reply[1] }
        case 'granted':
          return { kind: 'granted', run: runOf(task, reply[1], reply[2] === 1, reply[3]) }
      }
    },

    isOpen: async (taskId) => (await redis.exists(ticketKey(taskId))) === 1,

    open: () => openTasks(redis),

    async find(id) {
      const [lane, task, trace] = await redis.hmget(ticketKey(id), 'lane', 'task', 'trace')
      if (task === null || task === undefined) return undefined
      const envelope: unknown = JSON.parse(task)
      return { id, lane: Lane.parse(lane), envelope, trace: trace ?? '' }
    },
  }
}

function entrantArgs(
  { lane, number, data }: Entrant,
  parse: (data: unknown) => ParsedTask,
  at: Date,
): (string | number)[] {
  const task = taskOrUndefined(parse, data)
  if (task === undefined) return []
  const { channel, stored } = createdMessage(task.envelope)
  const sets = task.claims.flatMap(claimSets)
  const record = pendingPairs(task, at.toISOString())
  // A producer's clock may be wrong: what it dates into the future would head every list until then.
  const created = Math.min(Date.parse(task.envelope.created_at), at.getTime())
  return [
    ...[task.envelope.id, number, lane, data, channel, stored, task.envelope.user_id, created],
    ...[sets.length, ...sets, record.length, ...record],
  ]
}

function taskOrUndefined(parse: (data: unknown) => ParsedTask, data: string): ParsedTask | undefined {
  try {
    return parse(JSON.parse(data))
  } catch (thrown) {
    if (thrown instanceof Failure || thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

const pendingPairs = ({ envelope, resource }: ParsedTask, at: string): string[] => [
  ...['id', envelope.id, 'type', envelope.type, 'status', 'pending', 'user_id', envelope.user_id],
  ...['resource_type', resource.type, 'resource_id', resource.id, 'resource_slug', resource.slug],
  ...['step', '0', 'total_steps', '0', 'message', 'Waiting', 'percentage', '0', 'attempt', '0'],
  ...['created_at', envelope.created_at, 'updated_at', at],
  ...(envelope.retry_of === undefined ? [] : ['retry_of', envelope.retry_of]),
]

/** The journal's hash as it is read back. */
const JournalHash = z.object({
  failure: z.string().optional(),
  facts: z.string().optional(),
  transient_failures: z.coerce.number().default(0),
  waiting_since: z.string().default('null'),
})

/** Milliseconds since the epoch, as JSON. */
const WaitingSince = z
  .number()
  .nullable()
  .transform((since) => since ?? undefined)

function runOf(task: ParsedTask, fence: number, cancelRequested: boolean, pairs: readonly string[]): Run {
  const fields = new Map<string, string>()
  for (let index = 0; index + 1 < pairs.length; index += 2) fields.set(pairs[index] ?? '', pairs[index + 1] ?? '')
  const hash = JournalHash.parse(Object.fromEntries(fields))
  const steps = [...fields].flatMap(([field, value]) =>
    field.startsWith('step:') ? [[field.slice('step:'.length), StepEntry.parse(JSON.parse(value))] as const] : [],
  )
  return {
    task,
    fence,
    attempt: fence,
    failure: hash.failure === undefined ? undefined : WireFailure.parse(JSON.parse(hash.failure)),
    transientFailures: hash.transient_failures,
    waitingSince: WaitingSince.parse(JSON.parse(hash.waiting_since)),
    cancelRequested,
    facts: hash.facts === undefined ? undefined : JSON.parse(hash.facts),
    steps: Object.fromEntries(steps),
  }
}
