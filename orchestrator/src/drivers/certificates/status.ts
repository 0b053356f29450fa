import { X509Certificate } from 'node:crypto'
import type { CertificateStatus } from './port.ts'

const DAY_MS = 24 * 60 * 60_000
const SHORT_LIVED_MS = 10 * DAY_MS

// Node gives the SAN as text only: "DNS:a.example, DNS:b.example". Host names hold neither comma nor colon.
const dnsNames = (subjectAltName = '') =>
  subjectAltName
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice('DNS:'.length))

/**
 * What a host's certificate says at a moment.
 * @param fullchain PEM, the host's own certificate first
 */
export function statusOf(host: string, fullchain: string, now: Date): CertificateStatus {
  const { subjectAltName, issuer, validFromDate, validToDate } = new X509Certificate(fullchain)
  const lifetime = validToDate.getTime() - validFromDate.getTime()
  const left = validToDate.getTime() - now.getTime()
  return {
    host,
    names: dnsNames(subjectAltName),
    issuer: issuer.replaceAll('\n', ', '),
    not_after: validToDate.toISOString(),
    days_left: Math.floor(left / DAY_MS),
    renewal_due: left <= lifetime / (lifetime < SHORT_LIVED_MS ? 2 : 3),
  }
}

/** What is said of a certificate whose files are missing or damaged: renewing it puts others in their place. */
const unreadable = (host: string, now: Date): CertificateStatus => ({
  ...{ host, names: [], issuer: 'unreadable', not_after: now.toISOString() },
  ...{ days_left: 0, renewal_due: true },
})

/** The status of a host, as a list of one or none. One that can't be read neither hides the others nor stays as it is. */
export async function statusOrDue(
  host: string,
  now: Date,
  read: () => Promise<CertificateStatus | undefined>,
): Promise<CertificateStatus[]> {
  try {
    const status = await read()
    return status === undefined ? [] : [status]
  } catch {
    return [unreadable(host, now)]
  }
}
