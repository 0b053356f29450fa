import { z } from 'zod'
import type { Answer, DoubleRequest, Handler } from '../kit/exchange.ts'
import type { Route } from '../kit/route.ts'
import { checkProof } from './client-credentials.ts'
import type { Clock } from './clock.ts'
import { LoginError } from './login-error.ts'
import type { Tenant } from './tenant.ts'
import type { Tokens } from './tokens.ts'

/** What the sign-in stands on. */
export interface LoginService {
  readonly clock: Clock
  readonly tokens: Tokens
  readonly tenantOf: (id: string) => Tenant | undefined
  /** Resources that tokens are issued for. */
  readonly resources: ReadonlySet<string>
  /** Token requests that a test wants answered with 404 and no `error`, as a wrong address or a proxy does. */
  bareNotFounds: number
}

const Form = z.object({
  grant_type: z.string(),
  client_id: z.string(),
  scope: z.string(),
  client_secret: z.string().optional(),
})

/** Routes of the sign-in: discovery of a tenant's endpoints, and its tokens for clients. */
export function loginRoutes(service: LoginService): Route[] {
  const route = (operation: string, method: string, path: string, handle: LoginHandler): Route => {
    return { operation, method, path, handle: reporting(handle, service.clock) }
  }
  const tenantOf = (request: DoubleRequest, error: string): Tenant => {
    const id = request.params['tenant'] ?? ''
    const tenant = service.tenantOf(id)
    if (tenant === undefined) throw new LoginError(400, error, 90002, `Tenant '${id}' not found.`)
    return tenant
  }
  return [
    route('openid-configuration', 'GET', '/{tenant}/v2.0/.well-known/openid-configuration', (request) => {
      return configuration(request.url.origin, tenantOf(request, 'invalid_tenant').id)
    }),
    route('token', 'POST', '/{tenant}/oauth2/v2.0/token', (request) => {
      if (service.bareNotFounds > 0) {
        service.bareNotFounds -= 1
        return { status: 404, body: {} }
      }
      return token(request, tenantOf(request, 'invalid_request'), service)
    }),
  ]
}

type LoginHandler = (request: DoubleRequest) => Answer | Promise<Answer>

const reporting =
  (handle: LoginHandler, clock: Clock): Handler =>
  async (request) => {
    try {
      return await handle(request)
    } catch (thrown) {
      if (thrown instanceof LoginError) return thrown.answer(clock.now())
      throw thrown
    }
  }

const configuration = (origin: string, tenant: string): Answer => ({
  status: 200,
  body: {
    token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${origin}/${tenant}/v2.0`,
    authorization_endpoint: `${origin}/${tenant}/oauth2/v2.0/authorize`,
  },
})

async function token(request: DoubleRequest, tenant: Tenant, service: LoginService): Promise<Answer> {
  const { data: form } = Form.safeParse(request.body)
  if (form === undefined) throw new LoginError(400, 'invalid_request', 900144, 'The request body lacks a parameter.')
  if (form.grant_type !== 'client_credentials') {
    throw new LoginError(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${form.grant_type}'.`,
    )
  }
  const { client_id: clientId } = form
  const client = tenant.clientOf(clientId)
  if (client === undefined) {
    const message = `Application with identifier '${clientId}' was not found in the directory '${tenant.id}'.`
    throw new LoginError(400, 'unauthorized_client', 700016, message)
  }
  const endpoint = `${request.url.origin}${request.url.pathname}`
  await checkProof(request.body, { clientId, credentials: client.credentials, endpoint, clock: service.clock })
  if (tenant.isTooNew(form.client_secret ?? '')) {
    throw new LoginError(401, 'invalid_client', 7000215, `Invalid client secret provided for app '${clientId}'.`)
  }
  if (!tenant.hasPrincipal(clientId)) {
    const message = `The client application ${clientId} is missing service principal in the tenant ${tenant.id}.`
    throw new LoginError(401, 'unauthorized_client', 7000229, message)
  }
  const audience = resourceOf(form.scope, service.resources)
  const { lifetimeS } = service.tokens
  const issued = service.tokens.issue({ tenantId: tenant.id, clientId, audience, roles: client.roles })
  const body = { token_type: 'Bearer', expires_in: lifetimeS, ext_expires_in: lifetimeS, access_token: issued }
  return { status: 200, body }
}

/** The resource of `<resource>/.default`; MSAL adds scopes of OpenID Connect, which mean nothing here. */
function resourceOf(scope: string, resources: ReadonlySet<string>): string {
  const asked = scope.split(' ').filter((each) => !['openid', 'profile', 'offline_access'].includes(each))
  const [, resource] = /^(.+)\/\.default$/.exec(asked.join(' ')) ?? []
  if (resource === undefined) {
    throw new LoginError(400, 'invalid_scope', 1002012, `The provided value for scope ${scope} is not valid.`)
  }
  if (resources.has(resource)) return resource
  throw new LoginError(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant.`,
  )
}
