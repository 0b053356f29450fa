import { join } from 'node:path'
import { createTokenSource, type AzureAccount } from '#settings/azure-token'
import { NO_BREAKER, type Breaker } from '../../breaker.ts'
import type { Mutex } from '../../coordination.ts'
import type { Preflight } from '../../preflight.ts'
import type { Vault } from '../../vault.ts'
import { applicationName, redirectUri, splitRedirectUriName } from '../names.ts'
import type { Identity } from '../port.ts'
import { secretContext } from '../records.ts'
import { checkTenant } from './check.ts'
import { Directory } from './directory.ts'
import { createGraph } from './graph.ts'
import { listTenant } from './listing.ts'
import { ensurePrincipal } from './principal.ts'
import { createRecords } from './records.ts'
import { addOwnUris, addUri, removeUri } from './redirect-uri.ts'
import { register } from './register.ts'
import { removeApplication } from './removal.ts'
import { ensureSecret } from './secret.ts'
import { absent, siteOf, type Site, type Tenant } from './tenant.ts'

interface EntraOptions {
  readonly account: AzureAccount
  /** Where Graph is, without a slash at its end. */
  readonly graphUrl: string
  /** Days that a client secret is good for. */
  readonly secretDays: number
  /** Absolute path of the data root, which all orchestrators share. */
  readonly dataDir: string
  /** Id of this installation. */
  readonly instance: string
  /** Seals the client secrets. */
  readonly vault: Vault
  readonly mutex: Mutex
  /** Stands before each request, of the sign-in as well. @default none does */
  readonly breaker?: Breaker
  /** Milliseconds that a request may take. @default 20_000 */
  readonly requestTimeoutMs?: number
  /** Milliseconds within which every replica of Graph knows what was written. @default 120_000 */
  readonly consistencyMs?: number
  /** Milliseconds for which something is looked for that may have been made. @default a quarter of consistencyMs */
  readonly doubtMs?: number
  /** Milliseconds before Graph is asked again for what it does not know yet; each further wait is longer. @default 500 */
  readonly pollMs?: number
}

/** App registrations of a Microsoft Entra tenant, made through Microsoft Graph. */
export function createEntraIdentity(options: EntraOptions): Identity & Preflight {
  const { account, graphUrl, vault, mutex, instance, secretDays } = options
  const {
    requestTimeoutMs: timeoutMs = 20_000,
    consistencyMs: windowMs = 120_000,
    pollMs = 500,
    breaker = NO_BREAKER,
  } = options
  const patience = { windowMs, doubtMs: options.doubtMs ?? windowMs / 4, pollMs }
  // A sign-in is for all who wait for its token: it ends by its own time.
  const ask = <T>(request: () => Promise<T>): Promise<T> => breaker.call(new AbortController().signal, request)
  const graph = createGraph({ graphUrl, tokens: createTokenSource(account, { timeoutMs, ask }), breaker, timeoutMs })
  const records = createRecords(join(options.dataDir, 'entra'))
  const directory = new Directory(graph)
  const tenant: Tenant = { directory, records, vault, instance, secretDays, patience }

  // Graph's lists are replaced as a whole and the record is a file: one verb at a time on each application.
  const alone = async <T>(name: string, signal: AbortSignal, work: (site: Site) => Promise<T>): Promise<T> => {
    const application = applicationName(name)
    return mutex.hold(`application ${application}`, signal, (held) => work(siteOf(tenant, application, held)))
  }

  return {
    kinds: ['application', 'redirect-uri'],
    unavailable: () => breaker.refusal(),

    async ensureApplication(request, tag, signal) {
      signal.throwIfAborted()
      const uris = request.redirectUris.map(redirectUri)
      return alone(request.application, signal, async (site) => {
        const registered = await register(site, uris, tag)
        const listed = await addOwnUris(site, registered, uris)
        const usable = await ensurePrincipal(site, listed)
        const { made } = await ensureSecret(site, usable)
        return { client_id: made.client_id, tenant_id: account.tenantId }
      })
    },

    async addRedirectUri(application, uri, tag, signal) {
      signal.throwIfAborted()
      const checked = redirectUri(uri)
      await alone(application, signal, (site) => addUri(site, checked, tag))
    },

    async readSecret(application, signal) {
      signal.throwIfAborted()
      const record = await records.read(applicationName(application))
      if (record?.made === undefined || record.secret === undefined || record.removing_at !== undefined)
        throw absent(application)
      return vault.open(record.secret.sealed, secretContext(record.made.client_id))
    },

    async remove({ kind, name }, claim, signal) {
      signal.throwIfAborted()
      if (kind === 'application') return alone(name, signal, (site) => removeApplication(site, claim))
      const { application, uri } = splitRedirectUriName(name)
      await alone(application, signal, (site) => removeUri(site, uri, claim))
    },

    async list(signal) {
      signal.throwIfAborted()
      return listTenant(tenant, signal)
    },

    check: (signal) => checkTenant({ graph, records, instance }, signal),
  }
}
