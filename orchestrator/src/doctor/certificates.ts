import { Failure } from '#contract'
import type { Certificates, CertificateStatus } from '../drivers/certificates/port.ts'
import type { Check, Finding } from '../drivers/preflight.ts'

/** Days left at which one that is due for renewal, and should have been renewed long ago, becomes urgent. */
const URGENT_DAYS = 14

/** All certificates that were issued are good for a while. */
export const certificatesCheck = (certificates: Certificates): Check => ({
  name: 'certificates',
  check: async (signal) => certificateFindings(await certificates.status(signal)),
})

/** One finding for those that are well, and one for each that is not. */
export function certificateFindings(all: readonly CertificateStatus[]): Finding[] {
  const name = 'certificates'
  const urgent = all.filter(({ renewal_due, days_left }) => days_left < 0 || (renewal_due && days_left < URGENT_DAYS))
  const well = all.filter((each) => !urgent.includes(each)).sort((a, b) => a.days_left - b.days_left)
  const [first] = well
  return [
    first === undefined
      ? { state: 'ok', name, detail: all.length === 0 ? 'none yet' : 'none besides' }
      : { state: 'ok', name, detail: `${well.length}; the first ends in ${first.days_left} days (${first.host})` },
    ...urgent.map(({ host, days_left, not_after }): Finding => {
      const message = `the certificate for ${host} ${days_left < 0 ? 'ended' : 'ends'} at ${not_after}`
      return {
        state: days_left < 0 ? 'failed' : 'warning',
        name: `certificate of ${host}`,
        failure: new Failure('CERTIFICATE_EXPIRING', message),
      }
    }),
  ]
}
