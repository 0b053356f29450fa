import { Failure } from '#contract'
import { Circuit, type CircuitState, type Leave } from './circuit.ts'
import { orAborted } from './or-aborted.ts'

/** The services past the network that have a breaker, and what people call them. */
export const SERVICES = {
  github: 'GitHub',
  entra: 'Microsoft Entra ID',
  acme: 'The certificate authority',
} as const
export type ServiceName = keyof typeof SERVICES

/** That a service is taken to be down: a task that meets it waits, and uses up none of its attempts. */
export class ServiceUnavailable extends Failure {
  /** Whether a request left. It may have been carried out; one that did not leave was not. */
  readonly isAsked: boolean

  /** @param lastly what the request failed of, or the last one that left */
  constructor(service: ServiceName, lastly: Failure | undefined, retryAfterMs: number, isAsked: boolean) {
    const message = `${SERVICES[service]} is taken to be down. What it was asked last failed: ${lastly?.message ?? 'nothing yet'}`
    super('SERVICE_UNAVAILABLE', message, { retryAfterMs, cause: lastly })
    this.isAsked = isAsked
  }
}

/** Whether a failure says that what was asked for was not carried out: it was refused, or the request never left. */
export const isNotDone = (thrown: unknown): boolean =>
  thrown instanceof ServiceUnavailable ? !thrown.isAsked : thrown instanceof Failure && thrown.class !== 'transient'

/** Stands between a driver and one service, at each single request. */
export interface Breaker {
  /**
   * Has a request made, unless the service is taken to be down.
   * @param signal of whoever asks; that it aborts says nothing of the service
   * @param ask fails with a transient Failure where the service did not answer, or only with a 5xx, and with another one
   *   where it did; within a time of its own
   * @throws what `ask` throws; {@link ServiceUnavailable} in its place once the breaker is open; the signal's reason
   */
  call<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T>
  /** What a request that left now would be refused with; undefined where it would leave. Asks nobody. */
  refusal(): ServiceUnavailable | undefined
}

/** For where every request is to leave. */
export const NO_BREAKER: Breaker = { call: (_signal, ask) => ask(), refusal: () => undefined }

/** A breaker has come to another state. */
export interface BreakerChange {
  readonly service: ServiceName
  readonly to: CircuitState
  /** Why it opened. */
  readonly failure?: Failure
  /** Milliseconds for which it stays open. */
  readonly coolDownMs?: number
}

interface BreakerOptions {
  readonly service: ServiceName
  readonly onChange: (change: BreakerChange) => void
  /** Milliseconds of a clock that only goes forward. @default this process' own */
  readonly clock?: () => number
  /** From 0 to 1. */
  readonly random?: () => number
}

/** Part of what is left of a cool-down over which those that wait for it spread: not all are to come at once. */
const SPREAD = 0.2
/** Milliseconds over which they spread at the least. */
const LEAST_SPREAD_MS = 500

/** A breaker of this process. Another process has its own, and finds out for itself. */
export function createBreaker(options: BreakerOptions): Breaker & { state(): CircuitState } {
  const { service, onChange, clock = () => performance.now(), random = Math.random } = options
  const circuit = new Circuit(random)
  let lastly: Failure | undefined
  let probed = Promise.withResolvers<undefined>()

  const unavailable = (isAsked: boolean): ServiceUnavailable => {
    const remaining = circuit.remaining(clock())
    const spread = Math.max(remaining * SPREAD, LEAST_SPREAD_MS) * random()
    return new ServiceUnavailable(service, lastly, Math.ceil(remaining + spread), isAsked)
  }

  const answered = (): void => {
    const before = circuit.state(clock())
    circuit.answered()
    if (before !== 'closed') onChange({ service, to: 'closed' })
  }

  /** @returns what is to be thrown in place of a failure */
  const failed = (leave: Leave, failure: Failure): Failure => {
    const before = circuit.state(clock())
    lastly = failure
    circuit.failed(leave, clock())
    if (circuit.state(clock()) === 'closed') return failure
    if (before === 'closed' || leave.kind === 'probe')
      onChange({ service, to: 'open', failure, coolDownMs: Math.round(circuit.remaining(clock())) })
    return unavailable(true)
  }

  const made = async <T>(leave: Leave, signal: AbortSignal, ask: () => Promise<T>): Promise<T> => {
    try {
      const answer = await ask()
      answered()
      return answer
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof Failure)) {
        circuit.givenUp(leave)
        throw thrown
      }
      if (thrown.class === 'transient') throw failed(leave, thrown)
      answered()
      throw thrown
    }
  }

  return {
    async call(signal, ask) {
      for (;;) {
        const admission = circuit.admit(clock())
        switch (admission.kind) {
          case 'call':
            return made(admission, signal, ask)
          case 'refuse':
            throw unavailable(false)
          case 'wait':
            await orAborted(probed.promise, signal)
            break
          case 'probe':
            probed = Promise.withResolvers()
            onChange({ service, to: 'half_open' })
            return made(admission, signal, ask).finally(() => probed.resolve(undefined))
        }
      }
    },
    refusal: () => (circuit.state(clock()) === 'open' ? unavailable(false) : undefined),
    state: () => circuit.state(clock()),
  }
}
