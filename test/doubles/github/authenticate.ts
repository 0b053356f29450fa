import { decodeJwt, jwtVerify } from 'jose'
import { Refusal } from '../kit/exchange.ts'
import { refusals } from './answers.ts'
import type { App, Principal, World } from './world.ts'

const MAX_JWT_LIFETIME_S = 600

async function appOf(world: World, jwt: string): Promise<App> {
  try {
    const app = world.app(String(decodeJwt(jwt).iss))
    if (app === undefined) throw refusals.notFound('Integration not found')
    const { payload } = await jwtVerify(jwt, app.publicKey, {
      algorithms: ['RS256'],
      requiredClaims: ['iat', 'exp', 'iss'],
    })
    const now = Date.now() / 1000
    if ((payload.iat ?? Infinity) > now + 1)
      throw refusals.unauthorized(
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      )
    if ((payload.exp ?? Infinity) > now + MAX_JWT_LIFETIME_S)
      throw refusals.unauthorized("'Expiration time' claim ('exp') is too far in the future")
    return app
  } catch (thrown) {
    throw thrown instanceof Refusal ? thrown : refusals.unauthorized('A JSON web token could not be decoded')
  }
}

/** Who asks, by the Authorization header of an API call. @throws Refusal 401 */
export async function authenticate(world: World, authorization: string | undefined): Promise<Principal> {
  const [, scheme = '', credential = ''] = /^(\w+) (.+)$/.exec(authorization ?? '') ?? []
  if (authorization === undefined) throw refusals.unauthorized('Requires authentication')
  if (!['bearer', 'token'].includes(scheme.toLowerCase())) throw refusals.unauthorized()
  if (credential.split('.').length === 3) return { kind: 'app', app: await appOf(world, credential) }
  return principalOf(world, credential)
}

/** Whose token this is. @throws Refusal 401 where it is none, or was one */
export function principalOf(world: World, token: string): Principal {
  const issued = world.tokens.get(token)
  if (issued === undefined || (issued.expiresAt ?? Infinity) <= Date.now()) throw refusals.unauthorized()
  return issued.principal
}

/** Whose limits count: a user's tokens share theirs. */
export const limitedAs = (principal: Principal): string => {
  switch (principal.kind) {
    case 'classic':
    case 'fine-grained':
      return principal.user.login
    case 'installation':
      return `installation ${principal.installation.id}`
    case 'app':
      return `app ${principal.app.id}`
  }
}
