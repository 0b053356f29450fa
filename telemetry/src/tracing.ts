import { context, diag, DiagLogLevel, SpanKind, trace, type Attributes, type Context } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  SamplingDecision,
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node'
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions'
import { BullMQOtel } from 'bullmq-otel'
import { createRedactor } from '#contract'
import { withoutLogContext } from './log-context.ts'
import { headersOf, type TraceSettings } from './trace-variables.ts'

export interface TracingOptions {
  /** `slipway-orchestrator`, `slipway-portal-api`. */
  readonly service: string
  readonly settings: TraceSettings
  /** Texts that may be in no span. */
  readonly secrets: readonly string[]
  /** Is told when spans can't be delivered. */
  readonly onError: (message: string) => void
}

/** Spans of this process. Disposing delivers those that are left. */
export interface Tracing extends AsyncDisposable {
  /** What BullMQ's queues and workers carry traces with. */
  readonly queue: BullMQOtel
  /** Where in a trace this is, as a text that another process can go on from. */
  readonly here: () => string
  /** Has work done as a part of the trace that `here` told of. */
  readonly continuing: <T>(trace: string, work: () => Promise<T>) => Promise<T>
}

const NAME = 'slipway'
export const tracer = () => trace.getTracer(NAME)

/** A trace begins with a request or a task. What a process does by itself (looking for jobs, sweeping) begins none. */
const OF_TASKS: Sampler = {
  shouldSample: (_context: Context, _traceId: string, _name: string, kind: SpanKind) => ({
    decision: kind === SpanKind.INTERNAL ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD_AND_SAMPLED,
  }),
  toString: () => 'OfTasks',
}

/** Takes credentials and known secrets out of spans before they are delivered: BullMQ puts messages of errors into them. */
function redacting(secrets: readonly string[], next: SpanProcessor): SpanProcessor {
  const redact = createRedactor(secrets)
  const clean = (attributes: Attributes = {}): void => {
    for (const [key, value] of Object.entries(attributes))
      if (typeof value === 'string') attributes[key] = redact(value)
  }
  return {
    onStart: (span, parent) => next.onStart(span, parent),
    onEnd(span: ReadableSpan) {
      clean(span.attributes)
      for (const { attributes } of span.events) clean(attributes)
      next.onEnd(span)
    },
    forceFlush: () => next.forceFlush(),
    shutdown: () => next.shutdown(),
  }
}

/** Starts tracing in this process. To be called once, and only where OTEL_EXPORTER_OTLP_ENDPOINT is set: it is large. */
export function startTracing({ service, settings, secrets, onError }: TracingOptions): Tracing {
  const quiet = () => undefined
  // Spans are delivered by a timer that was started within some task: that they can't be is not about that one.
  const error = (message: string): void => withoutLogContext(() => onError(message))
  const logger = { error, warn: quiet, info: quiet, debug: quiet, verbose: quiet }
  diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true })
  const exporter = new OTLPTraceExporter({
    url: `${settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? ''}/v1/traces`,
    headers: headersOf(settings),
  })
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: service }),
    sampler: new ParentBasedSampler({ root: OF_TASKS }),
    spanProcessors: [redacting(secrets, new BatchSpanProcessor(exporter))],
  })
  provider.register()
  const queue = new BullMQOtel({ tracerName: NAME })
  const { contextManager } = queue
  return {
    queue,
    here: () => contextManager.getMetadata(contextManager.active()),
    continuing: (trace, work) =>
      trace === '' ? work() : contextManager.with(contextManager.fromMetadata(contextManager.active(), trace), work),
    async [Symbol.asyncDispose]() {
      await provider.shutdown().catch((thrown: unknown) => error(String(thrown)))
      trace.disable()
      context.disable()
    },
  }
}
