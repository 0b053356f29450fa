import { setTimeout as pause } from 'node:timers/promises'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** What is asked of Redis here. */
interface Pinged {
  ping(): Promise<unknown>
}

/** Milliseconds after which Redis counts as gone: whoever reads the metrics is to hear of that, not to wait as well. */
const PATIENCE_MS = 2_000

/** Gauges that are called counters; the same is told under other names. */
const MISNAMED = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`)

/** Metrics of this process as such (memory, event loop, garbage collection), and of its way to Redis. */
export function processMetrics(redis: Pinged): Registry {
  const register = new Registry()
  collectDefaultMetrics({ register })
  for (const name of MISNAMED) register.removeSingleMetric(name)
  let pinging: Promise<number | undefined> | undefined
  // Both metrics are collected at once: they share one PING.
  const pinged = (): Promise<number | undefined> => {
    const started = performance.now()
    return (pinging ??= answered(redis.ping().then(() => (performance.now() - started) / 1_000)).finally(
      () => (pinging = undefined),
    ))
  }
  new Gauge({
    name: 'slipway_redis_ping_seconds',
    help: 'How long Redis took to answer a PING; NaN while it does not answer',
    registers: [register],
    async collect() {
      this.set((await pinged()) ?? Number.NaN)
    },
  })
  new Gauge({
    name: 'slipway_redis_up',
    help: 'Whether Redis answered this process within two seconds',
    registers: [register],
    async collect() {
      this.set((await pinged()) === undefined ? 0 : 1)
    },
  })
  return register
}

/** What was asked of Redis; undefined where it can't be had, or takes too long. */
export async function answered<T>(asked: Promise<T>): Promise<T | undefined> {
  const late = new AbortController()
  const nothing = (): undefined => undefined
  const gaveUp = pause(PATIENCE_MS, undefined, { signal: late.signal }).catch(nothing)
  const answer = await Promise.race([asked.catch(nothing), gaveUp])
  late.abort()
  return answer
}
