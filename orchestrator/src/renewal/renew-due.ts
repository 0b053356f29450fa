import { Failure, type FailureCode } from '#contract'
import { ServiceUnavailable } from '../drivers/breaker.ts'
import type { Certificates } from '../drivers/certificates/port.ts'
import type { FailedRenewal, Renewals } from '../records/renewals.ts'
import { renewalBackOff } from './back-off.ts'

export interface RenewalDeps {
  readonly certificates: Pick<Certificates, 'list' | 'status' | 'renew'>
  readonly renewals: Renewals
  /** Whether a task that has not ended claims an owner: it may be about to remove the certificate. */
  readonly isClaimed: (owner: string) => Promise<boolean>
  readonly now: () => Date
}

export interface RenewalReport {
  readonly renewed: readonly string[]
  readonly failed: readonly FailedRenewal[]
}

/** Failures that are one host's own. After any other one the authority is left alone until the next round. */
const OF_ONE_HOST: readonly FailureCode[] = [
  'CHALLENGE_FAILED',
  'CERTIFICATE_REFUSED',
  'NAME_TAKEN',
  'RESOURCE_NOT_FOUND',
]

/** Renews what is due and not set aside for an earlier failure: one after the other, what ends first before the rest. */
export async function renewDue(deps: RenewalDeps, signal: AbortSignal): Promise<RenewalReport> {
  const { certificates, renewals, isClaimed } = deps
  const owners = new Map((await certificates.list(signal)).map(({ name, owner }) => [name, owner]))
  const earlier = new Map((await renewals.failed()).map((each) => [each.host, each]))
  const due = (await certificates.status(signal)).filter(({ renewal_due }) => renewal_due)
  const dueHosts = new Set(due.map(({ host }) => host))
  for (const host of earlier.keys()) if (!dueHosts.has(host)) await renewals.forget(host) // removed, or renewed by a task

  const report: { renewed: string[]; failed: FailedRenewal[] } = { renewed: [], failed: [] }
  for (const { host } of due.toSorted((a, b) => Date.parse(a.not_after) - Date.parse(b.not_after))) {
    const [owner, before] = [owners.get(host), earlier.get(host)]
    const isSetAside = before !== undefined && Date.parse(before.next_attempt) > deps.now().getTime()
    if (isSetAside || owner === undefined || (await isClaimed(owner))) continue
    const failure = await renew(host, deps, signal)
    if (failure === undefined) {
      report.renewed.push(host)
      await renewals.forget(host)
      continue
    }
    // Nobody was asked for it: it has not failed, and its turn comes with the next round.
    if (failure instanceof ServiceUnavailable && !failure.isAsked) break
    const failed = failedRenewal(host, failure, (before?.failures ?? 0) + 1, deps.now())
    report.failed.push(failed)
    await renewals.put(failed)
    if (!OF_ONE_HOST.includes(failure.code)) break
  }
  return report
}

async function renew(host: string, { certificates }: RenewalDeps, signal: AbortSignal): Promise<Failure | undefined> {
  try {
    await certificates.renew(host, signal)
    return undefined
  } catch (thrown) {
    signal.throwIfAborted()
    return Failure.from(thrown)
  }
}

function failedRenewal(host: string, failure: Failure, failures: number, now: Date): FailedRenewal {
  const next = new Date(now.getTime() + renewalBackOff(failures, failure))
  return { host, failures, failure: failure.toJSON(), failed_at: now.toISOString(), next_attempt: next.toISOString() }
}
