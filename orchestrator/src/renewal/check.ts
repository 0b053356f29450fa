import { Failure } from '#contract'
import type { Check, Finding } from '../drivers/preflight.ts'
import type { FailedRenewal, Renewals } from '../records/renewals.ts'

/** Every certificate that could be renewed was. */
export const renewalsCheck = (renewals: Pick<Renewals, 'failed'>): Check => ({
  name: 'renewals',
  check: async () => renewalFindings(await renewals.failed()),
})

function renewalFindings(failed: readonly FailedRenewal[]): Finding[] {
  if (failed.length === 0) return [{ state: 'ok', name: 'renewals', detail: 'none failed' }]
  return failed.map(({ host, failures, failure: { code, message }, next_attempt }) => {
    const told = `renewing the certificate for ${host} failed (${failures} in a row, again at ${next_attempt}): ${message}`
    return { state: 'warning', name: `renewal for ${host}`, failure: new Failure(code, told) }
  })
}
