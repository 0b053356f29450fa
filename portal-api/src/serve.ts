import { once } from 'node:events'
import { Failure } from '#contract'
import { createLogger } from '#telemetry/logger'
import { tellSeldom } from '#telemetry/tell-seldom'
import { buildApp } from './app.ts'
import { readConfig, type Config } from './config.ts'
import { startEventHub } from './events/hub.ts'
import { connectBlocking, connectCommands } from './redis.ts'
import { keptToken } from './token.ts'
import { openTracing } from './tracing.ts'

/** Milliseconds that the first connection is waited for, so that who hears that this listens meets no needless 503. */
const FIRST_CONTACT_MS = 1_000

const start = async (config: Config, secrets: readonly string[]): Promise<void> => {
  const token = config.token ?? (await keptToken(config.dataDir))
  const logger = await createLogger(config.log, [...secrets, token])
  const onRedisError = tellSeldom(logger)('redis')
  const redis = connectCommands(config.redisUrl, onRedisError)
  const hub = startEventHub(connectBlocking(config.redisUrl, onRedisError), onRedisError)
  const tracing = await openTracing(config.traces, [...secrets, token], logger)
  const { metricsToken, access: settings } = config
  const app = buildApp({ redis, hub, token, metricsToken, settings, logger, tracing })

  const stop = async (): Promise<void> => {
    await app.close()
    redis.disconnect()
    await tracing?.[Symbol.asyncDispose]()
    logger.info('stopped')
  }
  let stopping: Promise<void> | undefined
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void (stopping ??= stop()))

  // Without Redis it starts all the same, and says so to every request.
  await once(redis, 'ready', { signal: AbortSignal.timeout(FIRST_CONTACT_MS) }).catch(() => undefined)
  const url = await app.listen({ port: config.port, host: config.host })
  logger.info({ url }, 'listening')
}

/** Serves until it is told to stop. A start that can't succeed ends the process with the reason. */
export const serve = async (): Promise<void> => {
  try {
    const { config, secrets } = await readConfig()
    await start(config, secrets)
  } catch (thrown) {
    const failure = Failure.from(thrown)
    process.stderr.write(`portal-api can't start: ${failure.message}\n`)
    process.exit(1)
  }
}
