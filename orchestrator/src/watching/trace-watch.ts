import { SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api'
import { Failure } from '#contract'
import { withLogContext } from '#telemetry/log-context'
import { tracer } from '#telemetry/tracing'
import { isStopped } from './log-watch.ts'
import type { Watch } from './watch.ts'

/** Makes a span of every run, step, undo and call of a driver, each within the other. Errors are told by their code alone. */
export const createTraceWatch = (): Watch => ({
  run: ({ envelope, owner, lane }, attempt, work) => {
    const attributes = {
      'slipway.task.id': envelope.id,
      'slipway.task.type': envelope.type,
      'slipway.task.attempt': attempt,
      'slipway.resource': owner,
      'slipway.lane': lane,
    }
    return within(`task ${envelope.type}`, attributes, async (span) => {
      const outcome = await work()
      span.setAttribute('slipway.outcome', outcome.kind)
      if (outcome.kind !== 'completed') markFailed(span, outcome.failure.code)
      return outcome
    })
  },
  during: ({ kind, step }, work) => within(`${kind} ${step}`, { 'slipway.step': step }, work),
  call: ({ driver, verb }, work) =>
    within(`${driver}.${verb}`, { 'slipway.driver': driver, 'slipway.verb': verb }, work),
  // What is refused or fails meanwhile has its code in its own span.
  breaker: () => undefined,
})

const markFailed = (span: Span, code: string): void => {
  span.setAttribute('error.type', code)
  span.setStatus({ code: SpanStatusCode.ERROR, message: code })
}

const within = <T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T> =>
  tracer().startActiveSpan(name, { attributes }, (span) => {
    const { traceId: trace_id, spanId: span_id } = span.spanContext()
    return withLogContext({ trace_id, span_id }, async () => {
      try {
        return await work(span)
      } catch (thrown) {
        if (isStopped(thrown)) span.setAttribute('slipway.stopped', true)
        else markFailed(span, Failure.from(thrown).code)
        throw thrown
      } finally {
        span.end()
      }
    })
  })
