import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { AccessServices } from '../access/access.ts'
import { ANONYMOUS } from '../access/principal.ts'
import type { AccessSettings } from '../config/access.ts'
import { limitRates } from '../limits/limiter.ts'
import { authenticate } from './authenticate.ts'
import type { Redis } from 'ioredis'

/** What a page may load: portal-api's own scripts, styles and answers. A page that needs more says so itself. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  },
}

const METHODS = ['GET', 'HEAD', 'POST', 'DELETE']
const SHOWN_HEADERS = ['etag', 'location', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']
/** How long a browser remembers what another origin may do, in seconds. */
const PREFLIGHT_S = 600

interface Protection {
  readonly redis: Redis
  readonly access: AccessServices
  readonly settings: AccessSettings
  readonly onError: (error: unknown) => void
}

/**
 * What stands before every route: other origins by list, headers that bind browsers, who is there, and how often they come.
 * Answers to other origins need their headers also when they are refusals, so these come first.
 */
export const protect = (app: FastifyInstance, { redis, access, settings, onError }: Protection): void => {
  const { corsOrigins, publicUrl, rateLimitPerMinute } = settings
  app.decorateRequest('principal')
  // Before anything that may answer by itself, as CORS does.
  app.addHook('onRequest', (request, reply, done) => {
    request.principal = ANONYMOUS
    reply.header('cache-control', 'private, no-cache') // unless a route says otherwise
    done()
  })
  if (corsOrigins.length > 0)
    void app.register(cors, {
      ...{ origin: [...corsOrigins], methods: METHODS, exposedHeaders: SHOWN_HEADERS, maxAge: PREFLIGHT_S },
      ...{ hideOptionsRoute: true, strictPreflight: false },
    })
  void app.register(helmet, {
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    strictTransportSecurity: publicUrl?.startsWith('https:') === true,
    referrerPolicy: { policy: 'same-origin' },
  })
  void app.register(cookie)
  const makeLimiter = limitRates(app, { redis, perMinute: rateLimitPerMinute, onError })
  app.after(() => authenticate(app, { recogniser: access.recogniser, publicUrl, limit: makeLimiter() }))
}
