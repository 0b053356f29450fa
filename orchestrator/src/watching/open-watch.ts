import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Lane } from '#contract'
import type { TraceSettings } from '#telemetry/trace-variables'
import type { Tracing } from '#telemetry/tracing'
import type { Config } from '../config.ts'
import { createLogWatch } from './log-watch.ts'
import type { BreakerStates } from './metrics/breaker-metrics.ts'
import type { Metrics } from './metrics/metrics.ts'
import { together, type Watch } from './watch.ts'

/** What watches this orchestrator, as far as its settings ask for it. */
export interface Watching {
  readonly watch: Watch
  /** Undefined where METRICS_PORT is. */
  readonly metrics: Metrics | undefined
  /** Undefined where OTEL_EXPORTER_OTLP_ENDPOINT is. */
  readonly tracing: Tracing | undefined
}

interface WatchOptions {
  /** Types of tasks that run here. */
  readonly types: readonly string[]
  /** Slots of each lane. */
  readonly slots: Readonly<Record<Lane, number>>
  /** Texts that may be in no span. */
  readonly secrets: readonly string[]
}

async function openTraces(settings: TraceSettings, secrets: readonly string[], log: Logger) {
  if (settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return undefined
  const { startTracing } = await import('#telemetry/tracing')
  const { createTraceWatch } = await import('./trace-watch.ts')
  const onError = (message: string): void => log.warn({ reason: message }, 'traces')
  return {
    tracing: startTracing({ service: 'slipway-orchestrator', settings, secrets, onError }),
    watch: createTraceWatch(),
  }
}

/**
 * Opens what watches. What is not asked for is not loaded: it would cost more memory than all that it watches.
 */
export async function openWatch(
  config: Pick<Config, 'METRICS_PORT' | keyof TraceSettings>,
  { types, slots, secrets }: WatchOptions,
  log: Logger,
): Promise<Watching> {
  const metrics =
    config.METRICS_PORT === undefined ? undefined : (await import('./metrics/metrics.ts')).createMetrics(types, slots)
  const traced = await openTraces(config, secrets, log)
  // Traces come first: what is logged and counted meanwhile is within the span.
  const watches = [traced?.watch, createLogWatch(log), metrics?.watch].filter((watch) => watch !== undefined)
  return { watch: together(watches), metrics, tracing: traced?.tracing }
}

interface ServeOptions {
  readonly config: Pick<Config, 'METRICS_PORT' | 'METRICS_HOST' | 'DATA_DIR' | 'agents'>
  readonly redis: Redis
  readonly heldSlots: () => Promise<number>
  readonly breakers: BreakerStates
  readonly log: Logger
}

/** Has the metrics served where they are counted. @throws Failure CONFIG_INVALID when the address can't be had */
export async function serveMetrics({ metrics }: Watching, options: ServeOptions): Promise<AsyncDisposable | undefined> {
  const { config, redis, heldSlots, breakers, log } = options
  if (metrics === undefined || config.METRICS_PORT === undefined) return undefined
  const listener = await metrics.listen({
    ...{ redis, heldSlots, breakers, port: config.METRICS_PORT, host: config.METRICS_HOST },
    dataDir: config.DATA_DIR,
    slots: config.agents.hosts.reduce((sum, { slots }) => sum + slots, 0),
    onError: (thrown) => log.warn({ err: thrown }, 'metrics'),
  })
  log.info({ url: listener.url }, 'serving metrics')
  return listener
}
