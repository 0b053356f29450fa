import { loadAuthority } from './authority.ts'
import { isIssuedBy, issueLeaf } from './issue.ts'
import type { Material } from './store.ts'

/** The development CA at work. */
export interface Issuing {
  /** @throws Failure CERTIFICATE_FAILED when the certificate would outlive the authority */
  issue(host: string): Promise<Material>
  /** Whether a chain's first certificate (PEM) was signed by the authority's present key. */
  hasIssued(fullchain: string): boolean
}

/** @param folder of the authority, which is made at first use */
export async function openIssuing(folder: string, now: () => Date): Promise<Issuing> {
  const authority = await loadAuthority(folder, now())
  return {
    issue: (host) => issueLeaf(authority, host, now()),
    hasIssued: (fullchain) => isIssuedBy(authority, fullchain),
  }
}
