import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SignIn } from '../access/oidc/sign-in.ts'
import { SIGN_IN_S } from '../access/oidc/sign-in.ts'
import type { SessionStore } from '../access/sessions.ts'
import { defineRoute } from '../http/route.ts'
import { isSecure, openSession } from '../http/session-cookie.ts'
import { noteFailure, sendProblem } from '../plugins/problems.ts'

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
  <link rel="icon" href="/board/icon.svg" type="image/svg+xml">
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

/** Whoever follows a link in a browser takes a page; programs that ask for none get the problem itself. */
const takesPages = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') === true

/**
 * Leads a browser to the board's sign-in, which says in words of its own what the code means: nothing of what the issuer or
 * an address said is shown there.
 */
const leadToSignIn = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
  if (!takesPages(request)) {
    sendProblem(error, request, reply)
    return
  }
  const { code } = noteFailure(error, request)
  void reply.header('cache-control', 'no-store').redirect(`/?sign_in=${code}`, 303)
}

const TO_SIGN_IN = z.undefined().describe('To the board, with the code of the failure, where the request takes a page.')

/** The way of browsers through the OIDC issuer. */
export const oidcRoutes = (app: FastifyInstance, { signIn, sessions, publicUrl }: OidcRoutesDeps): void => {
  const route = {
    method: 'GET',
    tag: 'access',
    access: 'public',
    config: { limited: true },
    exposeHeadRoute: false,
    errorHandler: leadToSignIn,
  } as const

  defineRoute(app, {
    ...route,
    url: `${PATH}/start`,
    operationId: 'beginSignIn',
    summary: 'Sign a browser in at the OIDC issuer',
    description: 'Leads to the issuer: authorization code with PKCE, state and nonce.',
    failures: ['OIDC_UNAVAILABLE', 'RATE_LIMITED'],
    schema: { response: { 302: z.undefined().describe('To the issuer.'), 303: TO_SIGN_IN } },
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
    description: 'Sets the cookie of a session. Only the browser that began the sign-in may end it, once.',
    failures: ['SIGN_IN_EXPIRED', 'SIGN_IN_REFUSED', 'OIDC_UNAVAILABLE', 'RATE_LIMITED'],
    schema: {
      querystring: z.looseObject({}),
      response: {
        200: { description: 'A page that leads on to the board.', content: { 'text/html': { schema: z.string() } } },
        303: TO_SIGN_IN,
      },
    },
    handler: async (request, reply) => {
      const person = await signIn.end(queryOf(request), request.cookies[STATE_COOKIE])
      await openSession(request, reply, { sessions, publicUrl, basisOf: () => ({ kind: 'user', person }) })
      return reply.clearCookie(STATE_COOKIE, { path: PATH }).type('text/html; charset=utf-8').send(SIGNED_IN)
    },
  })
}
