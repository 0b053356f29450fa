import { Failure } from '#contract'
import type { Check, Finding } from './drivers/preflight.ts'

/**
 * Runs checks all at once. One that throws, or comes to no end in time, is a finding like any other.
 * @returns the findings in the order of the checks
 */
export async function runChecks(checks: readonly Check[], timeoutMs: number): Promise<Finding[]> {
  const findings = await Promise.all(checks.map((check) => runCheck(check, timeoutMs)))
  return findings.flat()
}

async function runCheck(check: Check, timeoutMs: number): Promise<Finding[]> {
  const controller = new AbortController()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const failure = new Failure('TIMEOUT', `${check.name}: no answer within ${timeoutMs / 1_000} s`)
    controller.abort(failure)
    reject(failure)
  }, timeoutMs)
  try {
    return await Promise.race([check.check(controller.signal), late])
  } catch (thrown) {
    return [{ state: 'failed', name: check.name, failure: Failure.from(thrown) }]
  } finally {
    clearTimeout(timer)
  }
}
