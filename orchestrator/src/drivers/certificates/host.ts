import { Failure } from '#contract'

// File systems allow 255 bytes in a name; temporary names add a prefix and a suffix to the host.
const MAX_HOST = 230
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`)

/**
 * A host becomes a directory, a file and a name in a certificate: it must be a DNS name of two labels or more, lower case.
 * @throws Failure CERTIFICATE_FAILED, permanent
 */
export function assertHost(host: string): void {
  if (host.length <= MAX_HOST && HOST.test(host)) return
  const message = `${JSON.stringify(host)} is no DNS name of two or more lower-case labels and at most ${MAX_HOST} characters`
  throw new Failure('CERTIFICATE_FAILED', message, { class: 'permanent' })
}
