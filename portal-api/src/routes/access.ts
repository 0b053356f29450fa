import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import type { AccessServices } from '../access/access.ts'
import type { AccessSettings } from '../config/access.ts'
import { auditRoutes } from './audit.ts'
import { meRoutes } from './me.ts'
import { oidcRoutes } from './oidc.ts'
import { sessionRoutes } from './session.ts'
import { tokenRoutes } from './tokens.ts'

interface AccessRoutesDeps {
  readonly redis: Redis
  readonly access: AccessServices
  readonly settings: AccessSettings
}

/** Who one is, how one signs in, and who else may. */
export const accessRoutes = (
  app: FastifyInstance,
  { redis, access, settings: { publicUrl } }: AccessRoutesDeps,
): void => {
  const { signIn, sessions } = access
  meRoutes(app)
  sessionRoutes(app, { ...access, publicUrl })
  if (signIn !== undefined) oidcRoutes(app, { signIn, sessions, publicUrl })
  tokenRoutes(app, access)
  auditRoutes(app, redis)
}
