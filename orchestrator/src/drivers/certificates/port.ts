import type { EffectDriver, Tag } from '../effect.ts'

/** A certificate authority. Makes `certificate` (by host). Idempotent; another owner's certificate is refused with NAME_TAKEN. */
export interface Certificates extends EffectDriver {
  /**
   * A certificate for a host, stored with its key before anything is told to use it. One that is good for longer than
   * its renewal threshold is kept.
   * @throws Failure NAME_TAKEN, CERTIFICATE_FAILED
   */
  ensureCertificate(host: string, tag: Tag, signal: AbortSignal): Promise<CertificateStatus>
  /**
   * A new certificate for a host that has one, swapped in atomically; owner and tag stay.
   * @throws Failure RESOURCE_NOT_FOUND, CERTIFICATE_FAILED
   */
  renew(host: string, signal: AbortSignal): Promise<CertificateStatus>
  /** Every certificate with its names and the days it has left. One that can't be read has none, and is due. */
  status(signal: AbortSignal): Promise<CertificateStatus[]>
}

export interface CertificateStatus {
  readonly host: string
  /** Subject alternative names. */
  readonly names: readonly string[]
  readonly issuer: string
  /** ISO 8601, UTC. */
  readonly not_after: string
  /** Whole days until `not_after`; negative once it has passed. */
  readonly days_left: number
  /** True from the moment a third of the lifetime (half, if it is under ten days) is left. */
  readonly renewal_due: boolean
}
