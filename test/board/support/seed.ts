import type { Redis } from 'ioredis'
import {
  AGENT_CHANNEL,
  agentKey,
  agentRunsKey,
  EVENT_STREAM,
  fullSlug,
  hostOf,
  inventoryKey,
  LEFTOVERS,
  QUEUE_SAMPLES,
  stepField,
  STEPS_PLAN,
  TASK_INDEX,
  taskKey,
  userChannel,
  type LeftoverRecord,
  type QueueSample,
  type ResourceRecord,
  type TaskStep,
} from '#contract'

/** A workspace's sandboxes, by the slugs of both. */
export type Fleet = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1_000).toISOString()

/** Puts resources into the inventory as orchestrators do; their ids are `<type>-<slug>`. */
export const seedFleet = async (redis: Redis, fleet: Fleet, suspended: readonly string[] = []): Promise<void> => {
  const records: ResourceRecord[] = []
  let port = 32_768
  const add = (type: ResourceRecord['type'], slug: string, team: string, parent_id?: string): void => {
    port += 1
    records.push({
      ...{ type, id: `${type}-${slug}`, slug, status: suspended.includes(team) ? 'suspended' : 'active' },
      ...(parent_id === undefined ? {} : { parent_id }),
      metadata: { subdomain: hostOf(type, slug, 'localhost'), url: `http://127.0.0.1:${port}` },
      ...{ task_id: 'seed', created_at: secondsAgo(90_000), updated_at: secondsAgo(90_000) },
    })
  }
  for (const [team, workspaces] of Object.entries(fleet)) {
    add('team', team, team)
    for (const [workspace, sandboxes] of Object.entries(workspaces)) {
      add('workspace', workspace, team, `team-${team}`)
      for (const each of sandboxes) add('sandbox', fullSlug(workspace, each), team, `workspace-${workspace}`)
    }
  }
  const pipeline = redis.pipeline()
  for (const record of records) pipeline.hset(inventoryKey(record.type), record.id, JSON.stringify(record))
  await pipeline.exec()
}

export interface SeededTask {
  readonly id: string
  readonly type: string
  readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
  readonly slug: string
  readonly percentage?: number
  readonly message?: string
  /** Seconds since it began. */
  readonly age: number
  /** Seconds that it took, if it has ended. */
  readonly took?: number
  readonly error?: string
  readonly code?: string
  /** Titles of the steps of each stage, each with the state that it has. */
  readonly stages?: readonly Readonly<Record<string, TaskStep['state']>>[]
}

const nameOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z]+/g, '-')

const stepPairs = ({ stages = [], age }: SeededTask): readonly string[] => {
  const plan = stages.map((stage) => Object.keys(stage).map((title) => ({ name: nameOf(title), title })))
  const states = stages.flatMap((stage, index) =>
    Object.entries(stage).flatMap(([title, state]) => {
      const started = age - index * 0.8
      const times = {
        started_at: secondsAgo(started),
        ...(state === 'running' ? {} : { ended_at: secondsAgo(started - 0.7) }),
      }
      return state === 'waiting' ? [] : [stepField(nameOf(title)), JSON.stringify({ state, ...times })]
    }),
  )
  return stages.length === 0 ? [] : [STEPS_PLAN, JSON.stringify(plan), ...states]
}

/** Writes the record of a task as orchestrators do. */
export const seedTask = async (redis: Redis, task: SeededTask): Promise<void> => {
  const { id, type, status, slug, percentage = 0, message = 'Waiting', age, took, error, code } = task
  const [resource = ''] = type.split('.')
  const ended = took === undefined ? undefined : secondsAgo(age - took)
  const pairs = Object.entries({
    ...{ id, type, status, user_id: 'ann', resource_type: resource, resource_slug: slug, message },
    ...{
      resource_id: resource === 'agent' ? slug : `${resource}-${slug}`,
      step: 0,
      total_steps: 0,
      percentage,
      attempt: 1,
    },
    ...{ created_at: secondsAgo(age + 0.1), updated_at: ended ?? secondsAgo(0) },
    ...(status === 'pending' ? {} : { started_at: secondsAgo(age) }),
    ...(ended === undefined ? {} : { [status === 'completed' ? 'completed_at' : 'failed_at']: ended }),
    ...(error === undefined ? {} : { error, error_code: code ?? 'INTERNAL' }),
  }).flatMap(([field, value]) => [field, String(value)])
  await redis.hset(taskKey(id), ...pairs, ...stepPairs(task))
  await redis.zadd(TASK_INDEX, Date.now() - age * 1_000, id)
}

/** Writes the record of an agent's run, which needs its task beside it. */
export const seedAgent = async (
  redis: Redis,
  id: string,
  sandbox: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> => {
  await redis.hset(agentKey(id), {
    task_id: id,
    sandbox,
    card_id: 'card-17',
    agent: 'claude',
    agent_type: 'developer',
    ...fields,
  })
  await redis.zadd(agentRunsKey(sandbox), Date.now(), id)
}

export const seedLeftover = (redis: Redis, leftover: LeftoverRecord): Promise<number> =>
  redis.hset(LEFTOVERS, leftover.id, JSON.stringify(leftover))

/** An hour in which the lanes filled and emptied a few times. */
export const seedSamples = async (redis: Redis): Promise<void> => {
  const pipeline = redis.pipeline()
  for (let age = 3_590; age >= 0; age -= 15) {
    const load = Math.max(0, Math.sin(age / 340) * 6 + Math.sin(age / 70) * 2)
    const lane = (share: number, wait: number) => {
      const waiting = Math.round(load * share)
      return {
        waiting,
        active: Math.min(2, waiting),
        delayed: 0,
        oldest_wait_ms: waiting === 0 ? 0 : Math.round(load * wait),
      }
    }
    const lanes = {
      high: lane(0.4, 160),
      normal: lane(1.8, 2_300),
      'agents.high': lane(0, 0),
      'agents.normal': lane(0.5, 900),
    }
    const sample: QueueSample = { at: secondsAgo(age), lanes }
    pipeline.zadd(QUEUE_SAMPLES, Date.now() - age * 1_000, JSON.stringify(sample))
  }
  await pipeline.exec()
}

/** Appends a message to the stream as orchestrators do, without writing a record. */
const tell = (
  redis: Redis,
  channel: string,
  data: Readonly<Record<string, unknown>>,
  step?: object,
): Promise<unknown> =>
  redis.xadd(
    EVENT_STREAM,
    '*',
    ...['channel', channel, 'task_id', String(data['task_id']), 'data', JSON.stringify(data)],
    ...['user', 'ann', ...(step === undefined ? [] : ['step', JSON.stringify(step)])],
  )

/** Tells of a task's progress. */
export const tellProgress = (
  redis: Redis,
  id: string,
  percentage: number,
  message: string,
  step?: object,
): Promise<unknown> =>
  tell(
    redis,
    userChannel('ann'),
    {
      ...{ type: 'task.progress', task_id: id, task_type: 'sandbox.provision' },
      ...{ step: 1, total_steps: 8, percentage, message },
    },
    step,
  )

/** Tells of a use of a tool by an agent, without keeping it. */
export const tellTool = (redis: Redis, id: string, sandbox: string, line: string): Promise<unknown> =>
  tell(redis, AGENT_CHANNEL, {
    type: 'tool',
    task_id: id,
    resource_id: sandbox,
    card_id: 'card-17',
    timestamp: secondsAgo(0),
    line,
  })
