import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Failure } from '#contract'
import { checkAccess, type Access } from '../access/check.ts'
import { ANONYMOUS, ROOT, type Principal } from '../access/principal.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks of who calls it; `public` answers without a token. A route that says nothing is for admins. */
    access?: Access | 'public'
  }
  interface FastifyRequest {
    /** Who sends the request; ANONYMOUS on public routes. */
    principal: Principal
  }
}

const SCHEME = /^Bearer +([\x21-\x7e]+) *$/i

/** An address that doesn't exist tells nothing but that, to whoever may ask at all. */
const ANYBODY: Access = { scope: 'any' }
const ADMIN: Access = { scope: 'admin' }

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Asks every request for the bearer token, also for addresses that don't exist, and holds the principal against what the
 * route asks for; only public routes answer without.
 */
export const authenticate = (app: FastifyInstance, token: string): void => {
  const expected = hash(token)
  const principalOf = (authorization: string): Principal => {
    const [, given] = SCHEME.exec(authorization) ?? []
    // Hashes are of one length, and comparing them takes as long whatever is wrong.
    if (given !== undefined && timingSafeEqual(hash(given), expected)) return ROOT
    throw new Failure('UNAUTHORIZED', `The request has ${given === undefined ? 'no' : 'a wrong'} bearer token.`)
  }

  app.decorateRequest('principal')
  app.addHook('onRequest', (request, _reply, done) => {
    const access = request.is404 ? ANYBODY : (request.routeOptions.config.access ?? ADMIN)
    request.principal = access === 'public' ? ANONYMOUS : principalOf(request.headers.authorization ?? '')
    if (access !== 'public') checkAccess(request.principal, access)
    done()
  })
}
