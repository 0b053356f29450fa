import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

declare module 'fastify' {
  interface FastifyReply {
    /** Counts the answer as a stream of events. @returns what says that it is closed */
    countStream(): () => void
  }
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The address as it is written in the routes: what a client asks for becomes no label. */
const routeOf = (request: FastifyRequest): string => (request.is404 ? 'none' : (request.routeOptions.url ?? 'none'))

const isStream = (reply: FastifyReply): boolean =>
  String(reply.getHeader('content-type')).startsWith('text/event-stream')

/** Counts and times the requests of an app, and the event streams that are open. To be called before routes are added. */
export function measureRequests(app: FastifyInstance, register: Registry): void {
  const registers = [register]
  const seconds = new Histogram({
    name: 'slipway_http_request_seconds',
    help: 'How long requests took, by route; event streams are not among them',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers,
  })
  const streams = new Gauge({ name: 'slipway_event_streams_open', help: 'Event streams that are open', registers })
  const opened = new Counter({ name: 'slipway_event_streams_total', help: 'Event streams that were opened', registers })

  app.decorateReply('countStream', function () {
    opened.inc()
    streams.inc()
    return () => streams.dec()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = routeOf(request)
    // Of an address that isn't there the method is the client's choice, too.
    const method = route === 'none' ? 'any' : request.method
    const labels = { method, route, status: `${Math.floor(reply.statusCode / 100)}xx` }
    if (!isStream(reply)) seconds.observe(labels, reply.elapsedTime / 1_000)
    done()
  })
}
