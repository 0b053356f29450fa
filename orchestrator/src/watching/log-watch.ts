import type { Logger } from 'pino'
import { Failure, type ParsedTask } from '#contract'
import { withLogContext } from '#telemetry/log-context'
import { SERVICES, type BreakerChange } from '../drivers/breaker.ts'
import { CancelRequested, Handover, SiblingFailed } from '../saga/errors.ts'
import type { Outcome } from '../saga/run-saga.ts'
import type { Watch } from './watch.ts'

/** Whether something ended because it was told to, not because it failed. */
export const isStopped = (thrown: unknown): boolean =>
  thrown instanceof Handover ||
  thrown instanceof CancelRequested ||
  thrown instanceof SiblingFailed ||
  (thrown instanceof Failure && thrown.code === 'LEASE_LOST')

/** Tells of runs and of what fails in them; every line that is logged in a step names task, resource and step. */
export const createLogWatch = (log: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>): Watch => ({
  run: (task, attempt, work) =>
    withLogContext(subjectOf(task), async () => {
      const started = performance.now()
      log.debug({ attempt }, 'run begins')
      const outcome = await work()
      tellOutcome(log, outcome, Math.round(performance.now() - started))
      return outcome
    }),
  during: ({ kind, step }, work) =>
    withLogContext({ step }, async () => {
      try {
        return await work()
      } catch (thrown) {
        if (isStopped(thrown)) log.debug({ kind }, 'step stopped')
        else if (kind === 'undo') log.error({ failure: Failure.from(thrown) }, 'step could not be undone')
        else log.warn({ failure: Failure.from(thrown) }, 'step failed')
        throw thrown
      }
    }),
  call: (_call, work) => work(),
  breaker: (change) => tellBreaker(log, change),
})

const subjectOf = ({ envelope, owner }: ParsedTask) => ({
  task: envelope.id,
  task_type: envelope.type,
  resource: owner,
})

function tellBreaker(log: Pick<Logger, 'info' | 'warn' | 'debug'>, change: BreakerChange): void {
  const { service, to, failure, coolDownMs = 0 } = change
  const name = SERVICES[service]
  switch (to) {
    case 'closed':
      log.info({ service }, `${name} answers again`)
      return
    case 'half_open':
      log.debug({ service }, `${name} is asked whether it is back`)
      return
    case 'open': {
      const until = new Date(Date.now() + coolDownMs).toISOString()
      log.warn({ service, failure, until }, `${name} is taken to be down and asked nothing for a while`)
    }
  }
}

/** What is tried again is told of by whoever sees to that. */
function tellOutcome(log: Pick<Logger, 'info' | 'warn'>, outcome: Outcome, ms: number): void {
  switch (outcome.kind) {
    case 'completed':
    case 'cancelled':
      log.info({ ms }, `task ${outcome.kind}`)
      return
    case 'failed':
      log.warn({ ms, failure: outcome.failure, leftovers: outcome.leftovers.length }, 'task failed')
      return
    case 'retry':
  }
}
