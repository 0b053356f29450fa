import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Lane } from '#contract'
import type { Config } from '../config.ts'
import { createLogWatch } from './log-watch.ts'
import type { Metrics } from './metrics/metrics.ts'
import { together, type Watch } from './watch.ts'

/** What watches this orchestrator, as far as its settings ask for it. */
export interface Watching {
  readonly watch: Watch
  /** Undefined where METRICS_PORT is. */
  readonly metrics: Metrics | undefined
}

/**
 * Opens what watches. What is not asked for is not loaded: it would cost more memory than all that it watches.
 * @param types of tasks that run here
 * @param slots of each lane
 */
export async function openWatch(
  config: Pick<Config, 'METRICS_PORT'>,
  { types, slots }: { readonly types: readonly string[]; readonly slots: Readonly<Record<Lane, number>> },
  log: Logger,
): Promise<Watching> {
  const metrics =
    config.METRICS_PORT === undefined ? undefined : (await import('./metrics/metrics.ts')).createMetrics(types, slots)
  return { watch: together([createLogWatch(log), ...(metrics === undefined ? [] : [metrics.watch])]), metrics }
}

interface ServeOptions {
  readonly config: Pick<Config, 'METRICS_PORT' | 'METRICS_HOST' | 'DATA_DIR' | 'agents'>
  readonly redis: Redis
  readonly heldSlots: () => Promise<number>
  readonly log: Logger
}

/** Has the metrics served where they are counted. @throws Failure CONFIG_INVALID when the address can't be had */
export async function serveMetrics({ metrics }: Watching, options: ServeOptions): Promise<AsyncDisposable | undefined> {
  const { config, redis, heldSlots, log } = options
  if (metrics === undefined || config.METRICS_PORT === undefined) return undefined
  const listener = await metrics.listen({
    ...{ redis, heldSlots, port: config.METRICS_PORT, host: config.METRICS_HOST },
    dataDir: config.DATA_DIR,
    slots: config.agents.hosts.reduce((sum, { slots }) => sum + slots, 0),
    onError: (thrown) => log.warn({ err: thrown }, 'metrics'),
  })
  log.info({ url: listener.url }, 'serving metrics')
  return listener
}
