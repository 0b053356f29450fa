import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Failure } from '#contract'
import type { AccessServices } from '../access/access.ts'
import { ANONYMOUS, type Principal } from '../access/principal.ts'
import { checkSameOrigin, checkSignInOrigin } from '../access/same-origin.ts'
import { defineRoute } from '../http/route.ts'
import { openSession } from '../http/session-cookie.ts'
import { SESSION_COOKIE } from '../plugins/authenticate.ts'

interface SessionRoutesDeps extends AccessServices {
  readonly publicUrl: string | undefined
}

const TOKEN_LENGTH = 16_384

/** Signing browsers in and out. */
export const sessionRoutes = (app: FastifyInstance, deps: SessionRoutesDeps): void => {
  const { sessions, recogniser, cache, signIn, publicUrl } = deps

  const principalOf = async (session: string): Promise<Principal> => {
    try {
      return (await recogniser.recognise({ session })).principal
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'UNAUTHORIZED') return ANONYMOUS // it has ended by itself
      throw thrown
    }
  }

  defineRoute(app, {
    method: 'POST',
    url: '/api/session',
    operationId: 'openSession',
    summary: 'Sign a browser in with a token',
    description: 'Sets a cookie that is as good as the token, until the session or the token ends.',
    tag: 'access',
    access: 'public',
    config: { limited: true },
    failures: ['UNAUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED', 'OIDC_UNAVAILABLE'],
    schema: {
      body: z.strictObject({ token: z.string().min(1).max(TOKEN_LENGTH) }).meta({ examples: [{ token: 'slp_…' }] }),
      response: { 204: z.undefined().describe('Signed in.') },
    },
    handler: async (request, reply) => {
      checkSignInOrigin(request, publicUrl)
      const { principal, until, basisOf } = await recogniser.identify(request.body.token)
      request.principal = principal
      await openSession(request, reply, { sessions, publicUrl, basisOf, until })
      return await reply.code(204).send()
    },
  })

  defineRoute(app, {
    method: 'DELETE',
    url: '/api/session',
    operationId: 'closeSession',
    summary: 'Sign a browser out',
    description: 'The session ends, and the event streams that it opened, within five seconds.',
    tag: 'access',
    access: 'public',
    failures: ['FORBIDDEN'],
    schema: { response: { 204: z.undefined().describe('Signed out.') } },
    handler: async (request, reply) => {
      checkSameOrigin(request, publicUrl)
      const id = request.cookies[SESSION_COOKIE]
      if (id !== undefined) {
        request.principal = await principalOf(id)
        await sessions.close(id)
        cache.clear()
      }
      return await reply.clearCookie(SESSION_COOKIE, { path: '/' }).code(204).send()
    },
  })

  defineRoute(app, {
    method: 'GET',
    url: '/api/session/options',
    operationId: 'getSessionOptions',
    summary: 'How one can sign in',
    description: 'What a page has to know before it can offer to sign in. Needs no token.',
    tag: 'access',
    access: 'public',
    schema: {
      response: {
        200: z.object({
          oidc: z.boolean().describe('Whether GET /api/session/oidc/start leads to an issuer.'),
          signed_in: z.boolean().describe('Whether the cookie of the request is one of a session that is still good.'),
        }),
      },
    },
    handler: async ({ cookies }) => {
      const id = cookies[SESSION_COOKIE]
      const principal = id === undefined ? ANONYMOUS : await principalOf(id)
      return { oidc: signIn !== undefined, signed_in: principal !== ANONYMOUS }
    },
  })
}
