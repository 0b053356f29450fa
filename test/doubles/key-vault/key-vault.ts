import type { Answer, DoubleRequest } from '../kit/exchange.ts'
import { type Double, startDouble } from '../kit/double.ts'
import { type FaultAnswers, retryAfter } from '../kit/faults.ts'
import { testAuthority } from '../kit/tls.ts'
import type { EntraDouble } from '../entra/entra.ts'
import { startConnectProxy } from './connect-proxy.ts'
import { Secrets } from './secrets.ts'

/** Azure Key Vault, as far as secrets are read from it. Its tokens come from the double of the sign-in. */
export interface KeyVaultDouble extends AsyncDisposable {
  /** Its url is on loopback; a client takes the challenge there only with disableChallengeResourceVerification. */
  readonly server: Double
  readonly secrets: Secrets
  /** The vault's address as a real one has it: reached through `proxyUrl`, for HTTPS_PROXY. */
  readonly vaultUrl: string
  readonly proxyUrl: string
  /** Lets a client read secrets. Without that its token alone is worth nothing. */
  allow(clientId: string): void
}

const RESOURCE = 'https://vault.azure.net'
const HOST = 'slipway-test.vault.azure.net'
const NAME = /^[0-9A-Za-z-]{1,127}$/
const API_VERSIONS = /^(?:7\.\d|20\d\d-\d\d-\d\d)(?:-preview\.\d)?$/

const error = (status: number, code: string, message: string, inner?: string): Answer => ({
  status,
  body: { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } },
})

const FAULTS: FaultAnswers = {
  'status-500': () => error(500, 'InternalServerError', 'The server encountered an error.'),
  throttled: (fault) => ({ ...error(429, 'Throttled', 'Too many requests.'), headers: retryAfter(fault) }),
  'throttled-silently': () => error(429, 'Throttled', 'Too many requests.'),
  forbidden: () =>
    error(403, 'Forbidden', 'Caller is not authorized to perform action on resource.', 'ForbiddenByRbac'),
}

/** Starts a vault in the first tenant of a sign-in. Its one operation is `GetSecret`. */
export async function startKeyVault(entra: EntraDouble): Promise<KeyVaultDouble> {
  const { identity: tls } = await testAuthority()
  const secrets = new Secrets(entra.clock)
  const readers = new Set<string>()
  entra.addResource(RESOURCE)

  // The client asks without a token first, to be told where to get one and for what.
  const challenge: Answer = {
    ...error(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.'),
    headers: {
      'www-authenticate': `Bearer authorization="${entra.authorityHost}/${entra.tenant.id}", resource="${RESOURCE}"`,
    },
  }
  const getSecret = ({ headers, url, params }: DoubleRequest): Answer => {
    const grant = entra.tokens.grantOf(headers.authorization, RESOURCE)
    if (grant?.tenantId !== entra.tenant.id) return challenge
    const { name = '', version = '' } = params
    if (!API_VERSIONS.test(url.searchParams.get('api-version') ?? '') || !NAME.test(name)) {
      return error(400, 'BadParameter', 'The request URI contains an invalid name or api-version.')
    }
    if (!readers.has(grant.clientId)) {
      const message = `Caller is not authorized to perform action on resource. Caller: appid=${grant.clientId}`
      return error(403, 'Forbidden', message, 'ForbiddenByRbac')
    }
    const secret = secrets.find(name, version)
    if (secret === undefined) {
      const message = `A secret with (name/id) ${name} was not found in this key vault.`
      return error(404, 'SecretNotFound', message)
    }
    const unreadable = secrets.unreadable(secret)
    if (unreadable !== undefined) {
      return error(403, 'Forbidden', `Operation get is not allowed on ${unreadable} secret.`, 'SecretDisabled')
    }
    const { value, createdAt, enabled } = secret
    const created = Math.floor(createdAt / 1000)
    const attributes = { enabled, created, updated: created, recoveryLevel: 'Recoverable+Purgeable' }
    return { status: 200, body: { value, id: `https://${HOST}/secrets/${name}/${secret.version}`, attributes } }
  }

  const route = (path: string) => ({ operation: 'GetSecret', method: 'GET', path, handle: getSecret })
  const routes = ['/secrets/{name}', '/secrets/{name}/', '/secrets/{name}/{version}'].map(route)
  const server = await startDouble({ routes, tls, faultAnswers: FAULTS })
  const proxy = await startConnectProxy({ [`${HOST}:443`]: Number(new URL(server.url).port) })
  return {
    server,
    secrets,
    vaultUrl: `https://${HOST}`,
    proxyUrl: proxy.url,
    allow: (clientId) => void readers.add(clientId),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}
