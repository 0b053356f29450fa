import type { Redis } from 'ioredis'
import { z } from 'zod'
import {
  AGENT_CHANNEL,
  AGENT_OUTPUT_CHANNEL,
  agentKey,
  agentOutputKey,
  agentRunsKey,
  EVENT_STREAM,
  taskKey,
  withoutCredentials,
  type AgentMessage,
  type ToolUse,
} from '#contract'
import type { AgentRecords } from '../records/agents.ts'
import { ENDING_FIELDS, endingPairs, recordOf, sandboxOf, stateFrom, subjectPairs, updatePairs } from './agent-hash.ts'
import { appendLines, endOfOutput, linesEndingAt } from './agent-output.ts'
import { DEFAULT_RETENTION, type Retention } from './retention.ts'
import { loadScript } from './script.ts'

const tellAgent = loadScript('tell-agent', z.number(), ['tell'])

/** How long what nobody ends is kept, in seconds: longer than a task may be parked. */
const OPEN_KEPT_S = 30 * 24 * 3_600
/** Uses of tools that are kept with a record. */
const MOST_USES = 20
/** Runs of a sandbox that are listed. */
const MOST_RUNS = 200

interface AgentRecordsOptions {
  /** Takes secrets out of what agents print and say. @default `withoutCredentials` */
  readonly redact?: (text: string) => string
  /** How much is kept. */
  readonly kept?: Retention
  readonly now?: () => Date
}

/** What all orchestrators, and portal-api, know of agent tasks. */
export function createAgentRecords(redis: Redis, options: AgentRecordsOptions = {}): AgentRecords {
  const { redact = withoutCredentials, kept = DEFAULT_RETENTION, now = () => new Date() } = options

  const told = (message: AgentMessage): AgentMessage =>
    message.type === 'tool' ? { ...message, line: redact(message.line) } : message

  return {
    async begin(subject) {
      const [key, runs, at] = [agentKey(subject.task_id), agentRunsKey(sandboxOf(subject)), now()]
      await redis
        .multi()
        .hset(key, ...subjectPairs(subject))
        .hsetnx(key, 'started_at', at.toISOString())
        .hdel(key, ...ENDING_FIELDS)
        .expire(key, OPEN_KEPT_S)
        .expire(agentOutputKey(subject.task_id), OPEN_KEPT_S)
        .zadd(runs, 'NX', at.getTime(), subject.task_id)
        .zremrangebyrank(runs, 0, -MOST_RUNS - 1)
        .expire(runs, OPEN_KEPT_S)
        .exec()
    },
    async update(taskId, known) {
      const fields = updatePairs(known)
      if (fields.length > 0) await redis.hset(agentKey(taskId), ...fields)
    },
    async tell(message) {
      const safe = told(message)
      const { task_id, timestamp: at } = safe
      const use = safe.type === 'tool' ? JSON.stringify({ at, line: safe.line } satisfies ToolUse) : ''
      const keys = [EVENT_STREAM, taskKey(task_id), agentKey(task_id)]
      await tellAgent(redis, keys, [kept.events, AGENT_CHANNEL, JSON.stringify(safe), task_id, use, MOST_USES])
    },
    append: (taskId, endOffset, lines) =>
      appendLines(redis, taskId, linesEndingAt(endOffset, lines), { redact, keptS: OPEN_KEPT_S }),
    printed: (taskId) => endOfOutput(redis, taskId),
    async end(taskId, ending) {
      const key = agentKey(taskId)
      await redis
        .multi()
        .hset(key, ...endingPairs(ending, now().toISOString(), redact))
        .expire(key, kept.recordS)
        .expire(agentOutputKey(taskId), kept.recordS)
        .publish(AGENT_OUTPUT_CHANNEL, taskId)
        .exec()
    },
    find: async (taskId) => recordOf(await redis.hgetall(agentKey(taskId))),
    async recentOf(sandbox) {
      const ids = await redis.zrevrange(agentRunsKey(sandbox), 0, -1)
      const hashes = await Promise.all(ids.map((id) => redis.hgetall(agentKey(id))))
      return hashes.map(recordOf).filter((record) => record !== undefined)
    },
    async stateOf(taskId) {
      const [agent, task] = await Promise.all([redis.hgetall(agentKey(taskId)), redis.hgetall(taskKey(taskId))])
      return stateFrom(agent, task)
    },
  }
}
