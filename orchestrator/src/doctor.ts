/**
 * `npm run doctor`: looks at everything that this installation needs, and says of what is wrong what to do about it.
 * `--json` prints the findings for machines. Exit code 0 if nothing has failed, 1 otherwise. It changes nothing, and
 * works where nothing else does: with Redis or Docker down, or a wrong environment.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Redis } from 'ioredis'
import { Failure } from '#contract'
import { readConfig, type Config } from './config.ts'
import { certificatesCheck } from './doctor/certificates.ts'
import { dataRootCheck } from './doctor/data-root.ts'
import { redisCheck } from './doctor/redis.ts'
import { asJson, report } from './doctor/report.ts'
import { renderTemplates } from './doctor/templates.ts'
import { NO_BREAKERS } from './drivers/breakers.ts'
import { createDrivers, createHostChecks } from './drivers/create-drivers.ts'
import { readInstance } from './drivers/instance.ts'
import { needing } from './drivers/needing.ts'
import type { Check, Finding } from './drivers/preflight.ts'
import { createVault, loadVaultKey } from './drivers/vault.ts'
import { coordinationOn, driverSettings, platformOf } from './installation.ts'
import { requireDurable } from './redis/connect.ts'
import { connectProbe, probeRedis, readHealth } from './redis/health.ts'
import { createRenewals } from './redis/renewals.ts'
import { renewalsCheck } from './renewal/check.ts'
import { runChecks } from './run-checks.ts'

const CHECK_MS = 15_000

try {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
  const findings = await examine()
  process.exitCode = findings.some(({ state }) => state === 'failed') ? 1 : 0
  // Whatever still waits for an answer is waited for no longer.
  process.stdout.write(`${values.json ? asJson(findings) : report(findings)}\n`, () => process.exit())
} catch (thrown) {
  process.stderr.write(`${Failure.from(thrown).message}\n`)
  process.exitCode = 1
}

/** Everything that was looked at. Nothing can be without an environment that is right. */
async function examine(): Promise<Finding[]> {
  const { finding, config } = await readEnvironment()
  return config === undefined ? [finding] : [finding, ...(await examineWith(config))]
}

async function readEnvironment(): Promise<{ finding: Finding; config?: Config }> {
  const name = 'environment'
  try {
    const { config } = await readConfig()
    return { config, finding: { state: 'ok', name, detail: 'every variable is right' } }
  } catch (thrown) {
    return { finding: { state: 'failed', name, failure: Failure.from(thrown) } }
  }
}

async function examineWith(config: Config): Promise<Finding[]> {
  const redis = probeRedis(config.REDIS_URL)
  let connected: Promise<void> | undefined
  const connect = () => (connected ??= connectProbe(redis))
  const reachable = (): Promise<boolean> =>
    connect().then(
      () => true,
      () => false, // The check of Redis itself tells why.
    )
  const probe = {
    connect,
    requireDurable: (allowVolatile: boolean) => requireDurable(redis, allowVolatile),
    readHealth: () => readHealth(redis),
  }
  const templates = await renderTemplates(config.TEMPLATES_DIR, platformOf(config))
  const instance = await readInstance(config.DATA_DIR)
  const stacks = await createHostChecks({
    ...{ instance, dataDir: config.DATA_DIR, dockerHost: config.DOCKER_HOST, image: config.APP_IMAGE },
    ...{ networkPool: config.NETWORK_POOL, edgeNetwork: config.EDGE_NETWORK },
    images: [...new Set([config.APP_IMAGE, ...templates.images])],
  })
  const checks: Check[] = [
    redisCheck(probe, config.REDIS_ALLOW_VOLATILE === 'true'),
    dataRootCheck(config.DATA_DIR),
    ...stacks,
    { name: 'templates', check: () => Promise.resolve([...templates.findings]) },
    needing('Redis', reachable, renewalsCheck(createRenewals(redis))),
    ...(await serviceChecks(config, instance, redis)),
  ]
  return runChecks(checks, CHECK_MS)
}

/** What the drivers tell of their services. A data root that nothing has started on yet gets neither id nor key here. */
async function serviceChecks(config: Config, instance: string | undefined, redis: Redis): Promise<Check[]> {
  try {
    const isNew = config.SLIPWAY_SECRET_KEY === undefined && !existsSync(join(config.DATA_DIR, 'secret.key'))
    const key = isNew ? randomBytes(32).toString('base64') : config.SLIPWAY_SECRET_KEY
    const vault = createVault(await loadVaultKey(config.DATA_DIR, key))
    const settings = driverSettings(config, { vault, instance: instance ?? randomUUID() })
    const { drivers, preflights } = await createDrivers(settings, coordinationOn(redis, config), NO_BREAKERS)
    return [...preflights, certificatesCheck(drivers.certificates)]
  } catch (thrown) {
    const failure = Failure.from(thrown)
    return [{ name: 'drivers', check: () => Promise.reject(failure) }]
  }
}
