import path from 'node:path'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { Failure } from '#contract'
import { NO_BREAKER, type Breaker } from '../../breaker.ts'
import type { Challenges } from '../../coordination.ts'
import type { Claim, Found, Tag } from '../../effect.ts'
import type { Preflight } from '../../preflight.ts'
import type { CertificateSettings } from '../../settings.ts'
import { covers } from '../../tag-file.ts'
import type { Vault } from '../../vault.ts'
import type { Certificates, CertificateStatus } from '../port.ts'
import { statusOf, statusOrDue } from '../status.ts'
import { createStore, type Entry, type Stored } from '../store.ts'
import { assertOwn, certificatesOf } from '../verbs.ts'
import { createAccount } from './account.ts'
import { checkAuthority } from './check.ts'
import { createIssuer } from './issue.ts'
import { createOrders } from './orders.ts'

export interface AcmeCertificatesOptions {
  /** The data root; everything is kept in `certificates/` below it. */
  readonly dataDir: string
  readonly settings: Extract<CertificateSettings, { kind: 'acme' }>
  readonly vault: Vault
  readonly challenges: Challenges
  /** Stands before each request. @default none does */
  readonly breaker?: Breaker
  /** Clock for renewal; validity is the authority's. @default the system's */
  readonly now?: () => Date
  /** Milliseconds that one request may take. @default 20,000 */
  readonly requestTimeoutMs?: number
  /** Milliseconds from an order to its certificate; less than a step may take. @default 90,000 */
  readonly orderTimeoutMs?: number
  /** Milliseconds from the first look at an order to the second; it doubles from look to look. @default 200 */
  readonly pollMs?: number
}

/** Certificates from an ACME authority (RFC 8555), validated by http-01 through `challenges`. */
export function createAcmeCertificates({
  dataDir,
  settings,
  vault,
  challenges,
  breaker = NO_BREAKER,
  now = () => new Date(),
  requestTimeoutMs: timeoutMs = 20_000,
  orderTimeoutMs = 90_000,
  pollMs = 200,
}: AcmeCertificatesOptions): Certificates & Preflight {
  const { directoryUrl, profile } = settings
  const root = path.resolve(dataDir, 'certificates')
  const store = createStore(root)
  const orders = createOrders(path.join(root, 'acme', 'orders'), vault)
  const account = createAccount(path.join(root, 'acme'), { ...settings, vault })
  const issuer = createIssuer({ directoryUrl, profile, account, orders, challenges, orderTimeoutMs, pollMs, now })

  const readStatus = (host: string, { authority, fullchain }: Stored): CertificateStatus => {
    const status = statusOf(host, fullchain, now())
    return { ...status, renewal_due: status.renewal_due || authority !== directoryUrl }
  }

  /** @throws Failure CERTIFICATE_FAILED when it was removed meanwhile */
  const storedStatus = async (host: string): Promise<CertificateStatus> => {
    const stored = await store.read(host)
    if (stored !== undefined) return readStatus(host, stored)
    throw new Failure('CERTIFICATE_FAILED', `the certificate for ${host} was removed while it was renewed`)
  }

  const replace = async (host: string, entry: Entry, signal: AbortSignal): Promise<CertificateStatus> => {
    const isStored = async () => (await store.readEntry(host))?.serial !== entry.serial
    const material = await issuer.issue({ host, tag: entry, isStored }, { signal, timeoutMs, breaker })
    signal.throwIfAborted()
    if (material === undefined) return storedStatus(host)
    await store.replace(host, entry, material)
    await store.publish(host)
    await orders.remove(host)
    return statusOf(host, material.fullchain, now())
  }

  const add = async (host: string, tag: Tag, signal: AbortSignal): Promise<void> => {
    // Looked at before anything is ordered: what is issued counts against the authority's limits.
    await store.assertFree(host)
    assertOwn(host, tag, (await orders.tagOf(host)) ?? tag)
    const isStored = async () => (await store.readEntry(host)) !== undefined
    const material = await issuer.issue({ host, tag, isStored }, { signal, timeoutMs, breaker })
    signal.throwIfAborted()
    // Where it answers false, something stands there by now, which the caller looks at.
    if (material !== undefined) await store.add(host, tag, material)
  }

  /** Drops an order whose certificate is stored: who was to drop it was killed. One for the next certificate stays. */
  const settle = async (host: string, { fullchain }: Stored): Promise<void> => {
    const order = await orders.read(host)
    if (order !== undefined && new X509Certificate(fullchain).checkPrivateKey(createPrivateKey(order.key))) {
      await issuer.abandon(host, order)
    }
  }

  const ensure = async (host: string, tag: Tag, signal: AbortSignal): Promise<CertificateStatus> => {
    if ((await store.readEntry(host)) === undefined) await add(host, tag, signal)
    const stored = await store.read(host)
    assertOwn(host, tag, stored)
    await settle(host, stored)
    const status = readStatus(host, stored)
    if (status.renewal_due) return replace(host, stored, signal)
    await store.publish(host)
    return status
  }

  const remove = async (host: string, claim: Claim): Promise<void> => {
    await Promise.all([store.clearLeftovers(host, claim), orders.clearLeftovers(host, claim)])
    const [entry, order] = [await store.readEntry(host), await orders.tagOf(host)]
    if (entry !== undefined && covers(claim, entry)) await store.remove(host)
    if (order !== undefined && covers(claim, order)) await issuer.abandon(host, order)
  }

  const found = async (host: string): Promise<Found[]> => {
    const tag = (await store.readEntry(host)) ?? (await orders.tagOf(host))
    return tag === undefined ? [] : [{ kind: 'certificate', name: host, owner: tag.owner, task: tag.task }]
  }

  const status = (host: string): Promise<CertificateStatus[]> =>
    statusOrDue(host, now(), async () => {
      const stored = await store.read(host)
      return stored && readStatus(host, stored)
    })

  const hosts = async () => new Set([...(await store.hosts()), ...(await orders.hosts())])
  const clearStale = () => Promise.all([store.clearStale(), orders.clearStale()])
  return {
    ...certificatesOf(store, { ensure, replace, remove, status, found, hosts, clearStale }),
    check: (signal) => checkAuthority({ ...settings, account }, { signal, timeoutMs, breaker }),
  }
}
