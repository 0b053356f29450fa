import path from 'node:path'
import type { Claim, Found, Tag } from '../effect.ts'
import { covers } from '../tag-file.ts'
import type { Issuing } from './issuing.ts'
import type { Certificates, CertificateStatus } from './port.ts'
import { statusOf, statusOrDue } from './status.ts'
import { createStore, type Entry } from './store.ts'
import { assertOwn, certificatesOf } from './verbs.ts'

export interface LocalCertificatesOptions {
  /** The data root; everything is kept in `certificates/` below it. */
  readonly dataDir: string
  /** Clock for validity and renewal. @default the system's */
  readonly now?: () => Date
}

/** Certificates from a development CA of this installation's own, made at first use in `certificates/ca/`. */
export function createLocalCertificates({ dataDir, now = () => new Date() }: LocalCertificatesOptions): Certificates {
  const root = path.resolve(dataDir, 'certificates')
  const store = createStore(root)
  let loaded: Issuing | undefined

  // An orchestrator that has issued nothing goes without the library for it.
  const issuing = async (): Promise<Issuing> => {
    const { openIssuing } = await import('./issuing.ts')
    return (loaded ??= await openIssuing(path.join(root, 'ca'), now))
  }

  const replace = async (host: string, entry: Entry, signal: AbortSignal): Promise<CertificateStatus> => {
    const material = await (await issuing()).issue(host)
    signal.throwIfAborted()
    await store.replace(host, entry, material)
    await store.publish(host)
    return statusOf(host, material.fullchain, now())
  }

  const ensure = async (host: string, tag: Tag, signal: AbortSignal): Promise<CertificateStatus> => {
    if ((await store.readEntry(host)) === undefined) {
      const material = await (await issuing()).issue(host)
      signal.throwIfAborted()
      await store.add(host, tag, material) // false: something stands there by now, which is looked at below
    }
    const stored = await store.read(host)
    assertOwn(host, tag, stored)
    const status = statusOf(host, stored.fullchain, now())
    if (status.renewal_due || !(await issuing()).hasIssued(stored.fullchain)) return replace(host, stored, signal)
    await store.publish(host)
    return status
  }

  const remove = async (host: string, claim: Claim): Promise<void> => {
    await store.clearLeftovers(host, claim)
    const entry = await store.readEntry(host)
    if (entry !== undefined && covers(claim, entry)) await store.remove(host)
  }

  const found = async (host: string): Promise<Found[]> => {
    const entry = await store.readEntry(host)
    return entry === undefined ? [] : [{ kind: 'certificate', name: host, owner: entry.owner, task: entry.task }]
  }

  const status = (host: string): Promise<CertificateStatus[]> =>
    statusOrDue(host, now(), async () => {
      const stored = await store.read(host)
      return stored && statusOf(host, stored.fullchain, now())
    })

  const hosts = () => store.hosts()
  return certificatesOf(store, { ensure, replace, remove, status, found, hosts, clearStale: store.clearStale })
}
