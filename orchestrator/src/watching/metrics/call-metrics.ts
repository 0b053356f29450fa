import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { Failure } from '#contract'
import type { CallObserver, DriverCall } from '../../drivers/observed.ts'
import { isStopped } from '../log-watch.ts'

const SECONDS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3_600]

/** Metrics of the calls of drivers. Drivers and verbs are names in this program, results classes of failures. */
export function callMetrics(register: Registry): CallObserver {
  const registers = [register]
  const calls = new Counter({
    name: 'slipway_driver_calls_total',
    help: 'Calls of drivers by result: ok, the class of the failure, or `stopped` from outside',
    labelNames: ['driver', 'verb', 'result'] as const,
    registers,
  })
  const seconds = new Histogram({
    name: 'slipway_driver_call_seconds',
    help: 'How long calls of drivers took, with what they repeat by themselves',
    labelNames: ['driver', 'verb'] as const,
    buckets: SECONDS,
    registers,
  })
  const agents = new Gauge({
    name: 'slipway_agents_running',
    help: 'Agents that this orchestrator follows, or waits for a host with',
    registers,
  })
  const timed = async <T>({ driver, verb }: DriverCall, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const tell = (result: string): void => {
      calls.inc({ driver, verb, result })
      seconds.observe({ driver, verb }, (performance.now() - started) / 1_000)
    }
    try {
      const returned = await work()
      tell('ok')
      return returned
    } catch (thrown) {
      tell(isStopped(thrown) || isAbort(thrown) ? 'stopped' : Failure.from(thrown).class)
      throw thrown
    }
  }
  return async (call, work) => {
    if (call.driver !== 'agents' || call.verb !== 'run') return timed(call, work)
    agents.inc()
    return timed(call, work).finally(() => agents.dec())
  }
}

/** A driver that is told to stop throws the reason, or what its libraries make of it. */
const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError'
