import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { RecognitionCache } from '../access/recognition-cache.ts'
import type { TokenStore } from '../access/tokens.ts'
import { defineRoute } from '../http/route.ts'
import { MadeToken, Token, TokenRequest } from '../schemas/token.ts'

interface TokenRoutesDeps {
  readonly tokens: TokenStore
  readonly cache: RecognitionCache
}

const ADMIN = { tag: 'access', access: { scope: 'admin' } } as const

/** Tokens of programs and people: made, listed and revoked by admins. */
export const tokenRoutes = (app: FastifyInstance, { tokens, cache }: TokenRoutesDeps): void => {
  defineRoute(app, {
    ...ADMIN,
    method: 'POST',
    url: '/api/tokens',
    operationId: 'createToken',
    summary: 'Make a token',
    description: 'The one answer that has the token itself: only the hash of its secret is kept.',
    schema: { body: TokenRequest, response: { 201: MadeToken } },
    handler: async ({ body, principal }, reply) => {
      const made = await tokens.create(body, principal)
      return await reply.code(201).header('cache-control', 'no-store').send(made)
    },
  })

  defineRoute(app, {
    ...ADMIN,
    method: 'GET',
    url: '/api/tokens',
    operationId: 'listTokens',
    summary: 'The tokens there are',
    description: 'Newest first. One that has expired is listed for 30 days more.',
    schema: { response: { 200: z.object({ items: z.array(Token) }) } },
    handler: async () => ({ items: await tokens.list() }),
  })

  defineRoute(app, {
    ...ADMIN,
    method: 'DELETE',
    url: '/api/tokens/:id',
    operationId: 'revokeToken',
    summary: 'Revoke a token',
    description: 'It ends within five seconds, and with it the sessions that were opened with it.',
    failures: ['NOT_FOUND'],
    schema: {
      params: z.object({ id: z.string().regex(/^[0-9a-f]{16}$/) }),
      response: { 204: z.undefined().describe('Revoked.') },
    },
    handler: async ({ params }, reply) => {
      await tokens.revoke(params.id)
      cache.clear()
      return await reply.code(204).send()
    },
  })
}
