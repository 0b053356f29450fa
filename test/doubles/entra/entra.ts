import { startDouble, type Double } from '../kit/double.ts'
import type { Call } from '../kit/calls.ts'
import { EVERY_OPERATION, type Fault, type FaultAnswers, retryAfter } from '../kit/faults.ts'
import { testAuthority } from '../kit/tls.ts'
import { Clock } from './clock.ts'
import { type Outage, Outages } from './graph-call.ts'
import { graphRoutes } from './graph.ts'
import { LoginError } from './login-error.ts'
import { loginRoutes, type LoginService } from './login.ts'
import { Tenant } from './tenant.ts'
import { Tokens } from './tokens.ts'

/** Microsoft's sign-in and Graph, each a server of its own, over TLS (trusted by testAuthority().trust()). */
export interface EntraDouble extends AsyncDisposable {
  /** Of the sign-in, without a slash at its end. */
  readonly authorityHost: string
  /** Where Graph is, without a version. */
  readonly graphUrl: string
  /** The first tenant. */
  readonly tenant: Tenant
  readonly clock: Clock
  readonly tokens: Tokens
  /** Of both servers. Operations are the slice's operationIds, `token` and `openid-configuration`. */
  readonly calls: readonly Call[]
  readonly violations: readonly string[]
  addTenant(): Tenant
  /** Tokens are issued for this resource too. */
  addResource(resource: string): void
  inject(fault: Fault): void
  /** Faults that have not hit yet hit nobody. */
  heal(): void
  /** 503 or 504 of Graph, which its client repeats by itself. */
  outage(outage: Outage): void
  /** So many token requests get 404 without an `error`. */
  loseTokenEndpoint(times: number): void
  delay(operation: string, milliseconds: number): void
  nextCall(operation: string): Promise<void>
  mostAtOnce(operation: string): number
}

const oDataError = (code: string, message: string) => ({ error: { code, message, innerError: {} } })

const GRAPH_FAULTS: FaultAnswers = {
  'status-500': () => ({ status: 500, body: oDataError('InternalServerError', 'Unable to process the request.') }),
  throttled: (fault) => ({
    status: 429,
    headers: retryAfter(fault),
    body: oDataError('TooManyRequests', 'Too many requests.'),
  }),
  'throttled-silently': () => ({ status: 429, body: oDataError('TooManyRequests', 'Too many requests.') }),
  forbidden: () => ({
    status: 403,
    body: oDataError('Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  }),
}

const loginFaults = (clock: Clock): FaultAnswers => {
  const busy = () => new LoginError(429, 'temporarily_unavailable', 90055, 'There are too many incoming requests.')
  return {
    'status-500': () =>
      new LoginError(500, 'server_error', 90033, 'A transient error has occurred.').answer(clock.now()),
    throttled: (fault) => ({ ...busy().answer(clock.now()), headers: retryAfter(fault) }),
    'throttled-silently': () => busy().answer(clock.now()),
    // Who forbids here is no part of the service, but what stands before it.
    forbidden: () => ({
      status: 403,
      headers: { 'content-type': 'text/html' },
      body: Buffer.from('<h1>Forbidden</h1>'),
    }),
  }
}

/** Starts both servers with one tenant, in which nothing is. */
export async function startEntra(): Promise<EntraDouble> {
  const { identity: tls } = await testAuthority()
  const clock = new Clock()
  const tokens = new Tokens(clock)
  const outages = new Outages()
  const tenants = new Map<string, Tenant>()
  const tenantOf = (id: string) => tenants.get(id)
  const addTenant = (): Tenant => {
    const tenant = new Tenant(clock)
    tenants.set(tenant.id, tenant)
    return tenant
  }
  const tenant = addTenant()

  const resources = new Set<string>()
  const directoryOf = (id: string) => tenantOf(id)?.directory
  const audience = () => graph.url
  const graph: Double = await startDouble({
    routes: graphRoutes({ clock, tokens, audience, directoryOf, outages }),
    tls,
    faultAnswers: GRAPH_FAULTS,
  })
  resources.add(graph.url)
  const service: LoginService = { clock, tokens, tenantOf, resources, bareNotFounds: 0 }
  const login = await startDouble({ routes: loginRoutes(service), tls, faultAnswers: loginFaults(clock) })
  const serverOf = (operation: string): Double =>
    ['token', 'openid-configuration'].includes(operation) ? login : graph

  return {
    authorityHost: login.url,
    graphUrl: graph.url,
    tenant,
    clock,
    tokens,
    get calls() {
      return [...login.calls, ...graph.calls].sort((a, b) => a.at - b.at)
    },
    get violations() {
      return [...login.violations, ...graph.violations]
    },
    addTenant,
    addResource: (resource) => void resources.add(resource),
    inject(fault) {
      const servers = fault.operation === EVERY_OPERATION ? [login, graph] : [serverOf(fault.operation)]
      for (const server of servers) server.inject(fault)
    },
    heal() {
      login.heal()
      graph.heal()
    },
    outage: (outage) => outages.add(outage),
    loseTokenEndpoint: (times) => void (service.bareNotFounds = times),
    delay: (operation, milliseconds) => serverOf(operation).delay(operation, milliseconds),
    nextCall: (operation) => serverOf(operation).nextCall(operation),
    mostAtOnce: (operation) => serverOf(operation).mostAtOnce(operation),
    async [Symbol.asyncDispose]() {
      await using _login = login
      await graph[Symbol.asyncDispose]()
    },
  }
}
