import { Failure, LANES } from '#contract'
import { createLogger } from '#telemetry/logger'
import { readConfig } from './config.ts'
import { startOrchestrator } from './orchestrator.ts'
import { Unready } from './require-ready.ts'
import { REGISTRY } from './tasks/registry.ts'

/** Milliseconds within which this process ends once it is told to, whatever does not answer. */
const STOP_MS = 12_000

/** Runs the orchestrator of this process until a signal ends it. What keeps it from starting goes to standard error. */
export async function serve(): Promise<void> {
  try {
    const { config, secrets } = await readConfig()
    const log = await createLogger(config, secrets)
    const stop = await startOrchestrator(config, REGISTRY, log)
    let stopping: Promise<void> | undefined
    const stopOnce = async (): Promise<void> => {
      const late = setTimeout(() => {
        log.fatal(
          'not everything could be stopped in time (is Redis gone?); what runs is taken over by another orchestrator',
        )
        process.exit(1)
      }, STOP_MS)
      await stop()
      clearTimeout(late)
      log.info('stopped')
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void (stopping ??= stopOnce()))
    log.info({ lanes: LANES, tasks: Object.keys(REGISTRY) }, 'ready')
  } catch (thrown) {
    const failures = thrown instanceof Unready ? thrown.failures : [Failure.from(thrown)]
    const told = failures.map(({ code, message, remedy }) => `${message} (${code})\n${remedy}\n`)
    process.stderr.write(`The orchestrator can't start: ${told.join('')}`)
    process.exit(1)
  }
}
