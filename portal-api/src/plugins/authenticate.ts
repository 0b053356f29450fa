import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Failure } from '#contract'
import { checkAccess, type Access } from '../access/check.ts'
import type { Principal } from '../access/principal.ts'
import type { Recogniser, Shown } from '../access/recognise.ts'
import { checkSameOrigin } from '../access/same-origin.ts'
import type { Limiter } from '../limits/limiter.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks of who calls it; `public` answers without a token. A route that says nothing is for admins. */
    access?: Access | 'public'
    /** A public route that counts against the limit of the caller's address. */
    limited?: boolean
  }
  interface FastifyRequest {
    /** Who sends the request; ANONYMOUS on public routes, and until they are known. */
    principal: Principal
    /** Who sent it, by what it showed and as that is now. @throws Failure UNAUTHORIZED, FORBIDDEN, REDIS_UNAVAILABLE, … */
    recogniseAgain(): Promise<Principal>
  }
}

/** Cookie that holds the id of a session. */
export const SESSION_COOKIE = 'slipway_session'

const SCHEME = /^Bearer +([\x21-\x7e]+) *$/i

/** Who is recognised again was looked up no longer ago, in milliseconds: many streams of one token cost one look-up. */
const AGAIN_MS = 1_000

/** An address that doesn't exist tells nothing but that, to whoever may ask at all. */
const ANYBODY: Access = { scope: 'any' }
const ADMIN: Access = { scope: 'admin' }

/** What a request shows of who sends it. A header that is no bearer token counts as a wrong one, whatever the cookie is. */
const shownBy = ({ headers, cookies }: FastifyRequest): Shown => {
  if (headers.authorization === undefined) return { session: cookies[SESSION_COOKIE] }
  const [, bearer] = SCHEME.exec(headers.authorization) ?? []
  return { bearer }
}

const accessOf = (request: FastifyRequest): Access | 'public' =>
  request.is404 ? ANYBODY : (request.routeOptions.config.access ?? ADMIN)

interface Gate {
  readonly recogniser: Recogniser
  readonly publicUrl: string | undefined
  readonly limit: Limiter
}

/**
 * Finds out who sends a request, also for addresses that don't exist, and holds them against what the route asks for; only
 * public routes answer without.
 */
export const authenticate = (app: FastifyInstance, { recogniser, publicUrl, limit }: Gate): void => {
  app.decorateRequest('recogniseAgain', async function () {
    const { principal } = await recogniser.recognise(shownBy(this), AGAIN_MS)
    checkAccess(principal, accessOf(this))
    return principal
  })
  app.addHook('onRequest', async (request) => {
    const access = accessOf(request)
    if (access === 'public') {
      if (request.routeOptions.config.limited === true) await limit(request)
      return
    }
    const shown = shownBy(request)
    try {
      request.principal = (await recogniser.recognise(shown)).principal
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'UNAUTHORIZED') await limit(request)
      throw thrown
    }
    if (shown.bearer === undefined) checkSameOrigin(request, publicUrl)
    await limit(request)
    checkAccess(request.principal, access)
  })
}
