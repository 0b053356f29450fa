import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Failure } from '#contract'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without a token. */
    public?: boolean
  }
}

const SCHEME = /^Bearer +([\x21-\x7e]+) *$/i

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Asks every request for the bearer token, also for addresses that don't exist; only public routes answer without. */
export const authenticate = (app: FastifyInstance, token: string): void => {
  const expected = hash(token)
  app.addHook('onRequest', (request, _reply, done) => {
    const { public: isPublic = false } = request.routeOptions.config
    const [, given] = SCHEME.exec(request.headers.authorization ?? '') ?? []
    // Hashes are of one length, and comparing them takes as long whatever is wrong.
    if (isPublic || (given !== undefined && timingSafeEqual(hash(given), expected))) done()
    else done(new Failure('UNAUTHORIZED', `The request has ${given === undefined ? 'no' : 'a wrong'} bearer token.`))
  })
}
