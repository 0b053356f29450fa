import { Failure } from '#contract'
import type { Claim, Found, Tag } from '../effect.ts'
import { assertHost } from './host.ts'
import { onEachHost, onHost } from './on-host.ts'
import type { Certificates, CertificateStatus } from './port.ts'
import type { Entry, Store } from './store.ts'

/** What an authority does with the certificate of one host. */
export interface HostVerbs {
  readonly ensure: (host: string, tag: Tag, signal: AbortSignal) => Promise<CertificateStatus>
  /** Puts a new certificate in the place of the one that is stored. */
  readonly replace: (host: string, entry: Entry, signal: AbortSignal) => Promise<CertificateStatus>
  readonly remove: (host: string, claim: Claim) => Promise<void>
  readonly status: (host: string) => Promise<CertificateStatus[]>
  /** What there is of a host in the authority's own files: nothing or one thing. */
  readonly found: (host: string) => Promise<Found[]>
  /** Every host of which there is something. */
  readonly hosts: () => Promise<Iterable<string>>
  /** Removes what killed processes left of writes. */
  readonly clearStale: () => Promise<unknown>
}

/** The port of an authority whose certificates are in a store: hosts are checked, and each failure names its host. */
export function certificatesOf(store: Store, verbs: HostVerbs): Certificates {
  const renew = async (host: string, signal: AbortSignal): Promise<CertificateStatus> => {
    const entry = await store.readEntry(host)
    if (entry === undefined) throw new Failure('RESOURCE_NOT_FOUND', `there is no certificate for ${host}`)
    return verbs.replace(host, entry, signal)
  }
  return {
    kinds: ['certificate'],
    async ensureCertificate(host, tag, signal) {
      assertHost(host)
      return onHost(host, signal, () => verbs.ensure(host, tag, signal))
    },
    async renew(host, signal) {
      assertHost(host)
      return onHost(host, signal, () => renew(host, signal))
    },
    async remove({ name }, claim, signal) {
      assertHost(name)
      await onHost(name, signal, () => verbs.remove(name, claim))
    },
    status: async (signal) => onEachHost(await store.hosts(), signal, verbs.status),
    async list(signal) {
      await verbs.clearStale()
      return onEachHost(await verbs.hosts(), signal, verbs.found)
    },
  }
}

/**
 * Holds that what stands at a host, or is ordered for it, is there and the tag's own.
 * @throws Failure NAME_TAKEN
 */
export function assertOwn<Holder extends Tag>(
  host: string,
  tag: Tag,
  holder: Holder | undefined,
): asserts holder is Holder {
  if (holder?.owner === tag.owner) return
  throw new Failure('NAME_TAKEN', `certificates/${host} belongs to ${holder?.owner ?? 'somebody outside of Slipway'}`)
}
