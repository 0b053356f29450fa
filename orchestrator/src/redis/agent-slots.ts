import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { AgentSlots } from '../drivers/agent-slots.ts'
import { loadScript } from './script.ts'

/** Sorted set of `<host> <run>`, by when the slot runs out. */
export const AGENT_SLOTS = 'slipway:agent-slots'
/** Sorted set of `<host> <place>` of those that ask for one, by when they last did. Places sort by who goes first. */
export const AGENT_SLOTS_LINE = 'slipway:agent-slots:line'

/** Milliseconds after which one that has stopped asking loses its place. */
const PLACE_MS = 2_000

const take = loadScript('agent-slot-take', z.string())
const hold = loadScript('agent-slot-hold', z.number())

/**
 * Slots as leases in Redis.
 * @param leaseMs milliseconds after which the slot of an orchestrator that died is free: as long as the run may go on without it
 */
export const createAgentSlots = (redis: Redis, leaseMs: number): AgentSlots => ({
  async take({ run, hosts, urgent, since }) {
    const place = `${urgent ? 0 : 1}-${String(since).padStart(15, '0')}-${run}`
    const offers = hosts.flatMap(({ name, slots }) => [name, slots])
    const host = await take(redis, [AGENT_SLOTS, AGENT_SLOTS_LINE], [run, place, leaseMs, PLACE_MS, ...offers])
    return host === '' ? undefined : host
  },
  async hold(run, host) {
    await hold(redis, [AGENT_SLOTS], [`${host} ${run}`, leaseMs])
  },
  async release(run, host) {
    await redis.zrem(AGENT_SLOTS, `${host} ${run}`)
  },
})

/** How many slots are taken right now, by any orchestrator. */
export const heldAgentSlots = (redis: Redis): Promise<number> => redis.zcount(AGENT_SLOTS, Date.now(), '+inf')
