import type { Logger } from 'pino'
import type { Failure } from '#contract'
import type { Check } from './drivers/preflight.ts'
import { runChecks } from './run-checks.ts'

/** Why nothing can be done here until somebody sets it right. */
export class Unready extends Error {
  override readonly name = 'Unready'
  readonly failures: readonly Failure[]

  constructor(failures: readonly Failure[]) {
    super(failures.map(({ message }) => message).join('; '))
    this.failures = failures
  }
}

/**
 * Sees before the first task that the services are set up right. What will pass by itself, and what only should be
 * better, is logged: every task that meets it is retried.
 * @param timeoutMs that the start may be held up
 * @throws Unready with everything that no repetition can help
 */
export async function requireReady(
  checks: readonly Check[],
  log: Pick<Logger, 'warn'>,
  timeoutMs: number,
): Promise<void> {
  const fatal: Failure[] = []
  for (const finding of await runChecks(checks, timeoutMs)) {
    if (!('failure' in finding)) continue
    const { state, name, failure } = finding
    if (state === 'failed' && !failure.retryable) fatal.push(failure)
    else log.warn({ check: name, err: failure, remedy: failure.remedy }, 'not as it should be')
  }
  if (fatal.length > 0) throw new Unready(fatal)
}
