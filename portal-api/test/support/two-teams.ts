import { Queue } from 'bullmq'
import {
  agentKey,
  agentOutputKey,
  EVENT_STREAM,
  inventoryKey,
  jobOptions,
  LANE_QUEUES,
  LEFTOVERS,
  SLUG_INDEX,
  slugNode,
  TASK_INDEX,
  taskKey,
  userChannel,
} from '#contract'
import type { Portal } from './portal.ts'
import { makeToken } from './tokens.ts'

const AT = '2026-01-15T10:30:00Z'
/** Every scope that a token of one team can have. */
const SCOPES = ['teams:*', 'workspaces:*', 'tasks:*', 'secrets:read'] as const

/** The two teams of a world, by what all their names begin with. */
export type Whose = 'ours' | 'theirs'

/** Stands in everything that tells of what is theirs, and in nothing that one has to know to ask for it. */
export const NEEDLE = 'needle-in-their-haystack'

/** What is in Redis of a team: itself, a workspace, a sandbox, tasks in all states, an agent, events, what was left over. */
export const fillTeam = async ({ redis }: Portal, whose: Whose): Promise<void> => {
  const secret = whose === 'theirs' ? NEEDLE : 'ours'
  const stands = async (type: 'team' | 'workspace' | 'sandbox', id: string, slug: string, parent_id?: string) => {
    const times = { created_at: AT, updated_at: AT }
    const record = { type, id, slug, parent_id, status: 'active', metadata: { secret }, task_id: 't', ...times }
    await redis.hset(inventoryKey(type), id, JSON.stringify(record))
    await redis.hset(SLUG_INDEX, slugNode(type, slug), id)
  }
  const task = async (id: string, status: string, over: Record<string, string> = {}) => {
    const counts = { step: '0', total_steps: '1', percentage: '0', attempt: '1' }
    const about = { type: 'team.restart', user_id: 'somebody', team_id: whose, resource_type: 'team' }
    const record = { id, status, ...about, message: secret, ...counts, created_at: AT, updated_at: AT, ...over }
    await redis.hset(taskKey(id), record)
    await redis.zadd(TASK_INDEX, Date.parse(AT), id)
  }
  await stands('team', whose, `${whose}-team`)
  await stands('workspace', `ws-${whose}`, `${whose}-shop`, whose)
  await stands('sandbox', `sb-${whose}`, `${whose}-shop-one`, `ws-${whose}`)

  await task(`${whose}-running`, 'processing')
  await task(`${whose}-failed`, 'failed', { error: secret, error_code: 'TIMEOUT' })
  await task(`${whose}-agent`, 'completed', {
    ...{ type: 'agent.run', resource_type: 'agent', resource_id: `${whose}-shop-one` },
  })
  const payload = { team_id: whose, team_slug: `${whose}-team` }
  const failed = { id: `${whose}-failed`, type: 'team.restart', user_id: 'somebody', created_at: AT, payload }
  const lane = new Queue(LANE_QUEUES.normal.name, { connection: redis, prefix: LANE_QUEUES.normal.prefix })
  await lane.add(failed.type, failed, jobOptions(failed.id))
  await lane.close()

  await redis.hset(agentKey(`${whose}-agent`), {
    ...{ task_id: `${whose}-agent`, sandbox: `${whose}-shop-one`, card_id: secret },
    ...{ agent: 'claude', agent_type: 'developer', ended_at: AT },
  })
  await redis.xadd(agentOutputKey(`${whose}-agent`), '5-0', 'start', '0', 'data', secret)
  const left = { kind: 'stack', name: `${secret}-stack`, owner: `team:${whose}`, reason: 'missing' }
  const found = { id: LEFTOVER_IDS[whose], ...left, found_at: AT, last_tried_at: AT }
  await redis.hset(LEFTOVERS, found.id, JSON.stringify(found))
  await tell(redis, whose)
}

export const LEFTOVER_IDS: Readonly<Record<Whose, string>> = { ours: '00000000000000aa', theirs: '00000000000000bb' }

/** Adds an event of the team's task that runs. */
export const tell = async (redis: Portal['redis'], whose: Whose): Promise<void> => {
  const task_id = `${whose}-running`
  const message = whose === 'theirs' ? NEEDLE : 'ours'
  const data = JSON.stringify({ type: 'task.progress', task_type: 'team.restart', task_id, message })
  await redis.xadd(EVENT_STREAM, '*', 'channel', userChannel('u'), 'task_id', task_id, 'data', data, 'team', whose)
}

/** A token that may do everything in one team, and nothing beyond it. */
export const ownerToken = async (portal: Portal, whose: Whose): Promise<string> =>
  (await makeToken(portal, { name: whose, scopes: [...SCOPES], teams: [{ team_id: whose, role: 'owner' }] })).token
