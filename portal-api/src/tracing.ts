import type { FastifyBaseLogger } from 'fastify'
import type { TraceSettings } from '#telemetry/trace-variables'
import type { RequestTracing } from './app.ts'

/** Starts tracing, if OTEL_EXPORTER_OTLP_ENDPOINT asks for it. Disposing delivers the spans that are left. */
export async function openTracing(
  settings: TraceSettings,
  secrets: readonly string[],
  logger: FastifyBaseLogger,
): Promise<(RequestTracing & AsyncDisposable) | undefined> {
  if (settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return undefined
  const { startTracing } = await import('#telemetry/tracing')
  const { traceRequests } = await import('./plugins/trace-requests.ts')
  const onError = (message: string): void => logger.warn({ reason: message }, 'traces')
  const tracing = startTracing({ service: 'slipway-portal-api', settings, secrets, onError })
  return { traceRequests, queue: tracing.queue, [Symbol.asyncDispose]: () => tracing[Symbol.asyncDispose]() }
}
