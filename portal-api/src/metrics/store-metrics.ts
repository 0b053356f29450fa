import type { Redis } from 'ioredis'
import { Gauge, type Registry } from 'prom-client'
import { LEFTOVERS } from '#contract'
import { answered } from '#telemetry/process-metrics'
import { readLanes, type LaneDepth } from './lanes.ts'

/** Metrics of what Redis holds, as all processes see it; read when they are asked for. Without Redis there are none. */
export function storeMetrics(register: Registry, redis: Redis): void {
  const registers = [register]
  let reading: Promise<readonly LaneDepth[]> | undefined
  // All metrics are collected at once: they share one look.
  const lanes = (): Promise<readonly LaneDepth[]> =>
    (reading ??= answered(readLanes(redis))
      .then((depths = []) => depths)
      .finally(() => (reading = undefined)))
  new Gauge({
    name: 'slipway_lane_oldest_wait_seconds',
    help: 'How long the task which is next in a lane has been waiting; 0 where none waits',
    labelNames: ['lane'] as const,
    registers,
    async collect() {
      this.reset()
      for (const { lane, oldestWaitS } of await lanes()) this.set({ lane }, oldestWaitS)
    },
  })
  new Gauge({
    name: 'slipway_lane_tasks',
    help: 'Tasks by lane and status: waiting for a slot, active, delayed (set aside), and those that ended and are kept',
    labelNames: ['lane', 'status'] as const,
    registers,
    async collect() {
      this.reset()
      for (const { lane, oldestWaitS: _wait, ...counts } of await lanes())
        for (const [status, count] of Object.entries(counts)) this.set({ lane, status }, count)
    },
  })
  new Gauge({
    name: 'slipway_redis_persisting',
    help: 'Whether the last write of Redis to its disk came off: if not, it accepts none',
    registers,
    async collect() {
      const info = await answered(redis.info('persistence'))
      this.set(info === undefined ? Number.NaN : Number(info.includes('aof_last_write_status:ok')))
    },
  })
  new Gauge({
    name: 'slipway_leftovers',
    help: 'Things that sweeps found and could not set right: nobody has them, or they are missing (GET /api/leftovers)',
    registers,
    async collect() {
      this.set((await answered(redis.hlen(LEFTOVERS))) ?? Number.NaN)
    },
  })
}
