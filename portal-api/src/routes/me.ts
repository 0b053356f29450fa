import type { FastifyInstance } from 'fastify'
import { defineRoute } from '../http/route.ts'
import { Me } from '../schemas/token.ts'

export const meRoutes = (app: FastifyInstance): void =>
  defineRoute(app, {
    method: 'GET',
    url: '/api/me',
    operationId: 'getMe',
    summary: 'Who one is here, and what one may do',
    description: 'The scopes and teams of the token, the JWT or the session that the request shows.',
    tag: 'access',
    access: { scope: 'any' },
    schema: { response: { 200: Me } },
    handler: ({ principal }) => ({ principal: Me.shape.principal.parse(principal) }),
  })
