import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'
import { Failure } from '#contract'
import { tracer } from '#telemetry/tracing'

interface Traced {
  readonly span: Span
  readonly context: Context
}

/** Makes a span of every request that may change something; what it enqueues belongs to the same trace. */
export const traceRequests = (app: FastifyInstance): void => {
  const traced = new WeakMap<object, Traced>()

  app.addHook('onRequest', (request, reply, done) => {
    const { method, headers, routeOptions, is404 } = request
    if (method === 'GET' || method === 'HEAD' || is404) {
      done()
      return
    }
    const route = routeOptions.url ?? 'none'
    const attributes = { 'http.request.method': method, 'http.route': route }
    const parent = propagation.extract(ROOT_CONTEXT, headers)
    const span = tracer().startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent)
    traced.set(request, { span, context: trace.setSpan(parent, span) })
    const { traceId: trace_id, spanId: span_id } = span.spanContext()
    request.log = reply.log = request.log.child({ trace_id, span_id })
    done()
  })
  // Not before: the context of who began the request is lost while its body comes in.
  app.addHook('preHandler', (request, _reply, done) => {
    const found = traced.get(request)
    if (found === undefined) done()
    else context.with(found.context, done)
  })
  app.addHook('onError', (request, _reply, error, done) => {
    traced.get(request)?.span.setAttribute('error.type', Failure.from(error).code)
    done()
  })
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const { span } = traced.get(request) ?? {}
    span?.setAttribute('http.response.status_code', statusCode)
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR })
    span?.end()
    done()
  })
}
