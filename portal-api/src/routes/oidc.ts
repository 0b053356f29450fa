import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SignIn } from '../access/oidc/sign-in.ts'
import { SIGN_IN_S } from '../access/oidc/sign-in.ts'
import type { SessionStore } from '../access/sessions.ts'
import { defineRoute } from '../http/route.ts'
import { isSecure, openSession } from '../http/session-cookie.ts'

/** Holds the state of a sign-in: whoever comes back must be the browser that began it. */
const STATE_COOKIE = 'slipway_sign_in'
const PATH = '/api/session/oidc'

/**
 * A page rather than a redirect: the browser comes from the issuer, and a cookie with SameSite=Strict goes along only with
 * requests that a page of our own makes.
 */
const SIGNED_IN = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta http-equiv="refresh" content="0; url=/">
  <title>Signed in</title>
  <p><a href="/">Signed in: go on</a></p>
</html>
`

interface OidcRoutesDeps {
  readonly signIn: SignIn
  readonly sessions: SessionStore
  readonly publicUrl: string | undefined
}

const queryOf = ({ url }: FastifyRequest): string => {
  const at = url.indexOf('?')
  return at === -1 ? '' : url.slice(at)
}

/** The way of browsers through the OIDC issuer. */
export const oidcRoutes = (app: FastifyInstance, { signIn, sessions, publicUrl }: OidcRoutesDeps): void => {
  const route = {
    method: 'GET',
    tag: 'access',
    access: 'public',
    config: { limited: true },
    exposeHeadRoute: false,
  } as const

  defineRoute(app, {
    ...route,
    url: `${PATH}/start`,
    operationId: 'beginSignIn',
    summary: 'Sign a browser in at the OIDC issuer',
    failures: ['OIDC_UNAVAILABLE', 'RATE_LIMITED'],
    schema: { response: { 302: z.undefined().describe('To the issuer.') } },
    handler: async (request, reply) => {
      const { url, state } = await signIn.begin()
      return reply
        .setCookie(STATE_COOKIE, state, {
          ...{ path: PATH, httpOnly: true, sameSite: 'lax', maxAge: SIGN_IN_S },
          secure: isSecure(request, publicUrl),
        })
        .header('cache-control', 'no-store')
        .redirect(url)
    },
  })

  defineRoute(app, {
    ...route,
    url: `${PATH}/callback`,
    operationId: 'endSignIn',
    summary: 'Where the OIDC issuer sends a browser back',
    failures: ['UNAUTHORIZED', 'OIDC_UNAVAILABLE', 'RATE_LIMITED'],
    schema: {
      querystring: z.looseObject({}),
      response: {
        200: { description: 'A page that leads on to the board.', content: { 'text/html': { schema: z.string() } } },
      },
    },
    handler: async (request, reply) => {
      const person = await signIn.end(queryOf(request), request.cookies[STATE_COOKIE])
      await openSession(request, reply, { sessions, publicUrl, basisOf: () => ({ kind: 'user', person }) })
      return reply.clearCookie(STATE_COOKIE, { path: PATH }).type('text/html; charset=utf-8').send(SIGNED_IN)
    },
  })
}
